package io.github.sparkonlambda.protocol;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a resident driver is told of a run: folder, jar, main class, end mark, then the number of
 * variables and each one's name and value, and the Spark properties likewise.
 *
 * @param folder the run's folder, see {@link RunFiles}
 * @param jar the job's jar
 * @param mainClass the class in it whose main is the job
 * @param endMark the line that ends the run's output on the driver's standard output
 * @param environment all of the job's environment variables
 * @param properties the Spark properties in which the run differs from how the driver was started
 */
public record RunRequest(
    Path folder,
    Path jar,
    String mainClass,
    String endMark,
    Map<String, String> environment,
    Map<String, String> properties) {
  private static final int FIXED_FIELDS = 4;

  public RunRequest {
    requireNonNull(folder, "folder");
    requireNonNull(jar, "jar");
    requireNonNull(mainClass, "mainClass");
    requireNonNull(endMark, "endMark");
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /** The request as a frame. */
  public Frame toFrame() {
    List<String> fields =
        new ArrayList<>(List.of(folder.toString(), jar.toString(), mainClass, endMark));
    add(fields, environment);
    add(fields, properties);
    return new Frame(Frame.Type.RUN, fields);
  }

  /**
   * The request in a frame.
   *
   * @throws IOException if the frame holds none
   */
  public static RunRequest of(Frame frame) throws IOException {
    List<String> fields = frame.fields();
    try {
      int variables = Integer.parseInt(fields.get(FIXED_FIELDS));
      int properties = FIXED_FIELDS + 1 + 2 * variables;
      return new RunRequest(
          Path.of(fields.get(0)),
          Path.of(fields.get(1)),
          fields.get(2),
          fields.get(3),
          map(fields.subList(FIXED_FIELDS + 1, properties)),
          map(fields.subList(properties + 1, fields.size())));
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IOException(
          "A " + frame.type() + " frame with " + fields.size() + " fields is no run", e);
    }
  }

  private static void add(List<String> fields, Map<String, String> map) {
    fields.add(Integer.toString(map.size()));
    map.forEach(
        (name, value) -> {
          fields.add(name);
          fields.add(value);
        });
  }

  private static Map<String, String> map(List<String> pairs) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.size(); i += 2) {
      map.put(pairs.get(i), pairs.get(i + 1));
    }
    return map;
  }

  /** Names only: a value may be a secret. */
  @Override
  public String toString() {
    return "RunRequest[" + folder + ", " + jar + ", " + mainClass + "]";
  }
}
