package io.github.sparkonlambda.protocol;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

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
    try {
      Iterator<String> fields = frame.fields().iterator();
      RunRequest request =
          new RunRequest(
              Path.of(fields.next()),
              Path.of(fields.next()),
              fields.next(),
              fields.next(),
              map(fields),
              map(fields));
      if (!fields.hasNext()) {
        return request;
      }
    } catch (NoSuchElementException | NumberFormatException e) {
      throw noRun(frame, e);
    }
    throw noRun(frame, null);
  }

  private static IOException noRun(Frame frame, RuntimeException cause) {
    return new IOException(
        "A " + frame.type() + " frame with " + frame.fields().size() + " fields is no run", cause);
  }

  private static void add(List<String> fields, Map<String, String> map) {
    fields.add(Integer.toString(map.size()));
    map.forEach(
        (name, value) -> {
          fields.add(name);
          fields.add(value);
        });
  }

  private static Map<String, String> map(Iterator<String> fields) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int left = Integer.parseInt(fields.next()); left > 0; left--) {
      map.put(fields.next(), fields.next());
    }
    return map;
  }

  /** Names only: a value may be a secret. */
  @Override
  public String toString() {
    return "RunRequest[" + folder + ", " + jar + ", " + mainClass + "]";
  }
}
