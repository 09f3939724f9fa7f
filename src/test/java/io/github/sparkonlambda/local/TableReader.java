package io.github.sparkonlambda.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Reads a table with {@link ShowTable}, in a process that knows nothing of the one that wrote it.
 */
public final class TableReader {
  private final S3Server s3;

  /** A reader of the tables on this server. */
  public TableReader(S3Server s3) {
    this.s3 = s3;
  }

  /** What {@link ShowTable} printed, a line each. */
  public List<String> read(String format, String path, int rows)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("table", ".txt");
    Path errors = Files.createTempFile("table", ".err");
    List<String> command = new ArrayList<>();
    command.add(Build.java());
    command.add("@" + Build.sparkHome().resolve("bin/java-module-options"));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx600m", "-cp"));
    command.add(
        Build.target().resolve("test-classes")
            + ":"
            + Build.sparkHome().resolve("conf")
            + ":"
            + Build.sparkHome().resolve("jars/*"));
    command.add(ShowTable.class.getName());
    command.addAll(List.of(format, path, Integer.toString(rows), s3.endpoint().toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Files.createDirectories(Build.target().resolve("local")).toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(s3.environment());
    Process process = builder.start();
    try {
      if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(
            "The table at %s could not be read as %s:\n%s"
                .formatted(path, format, Files.readString(errors)));
      }
      return Files.readAllLines(output);
    } finally {
      process.destroyForcibly();
      Files.delete(output);
      Files.delete(errors);
    }
  }

  /** The number after this word, of what was read. */
  public static long number(List<String> lines, String word) {
    return lines.stream()
        .filter(line -> line.startsWith(word + " "))
        .mapToLong(line -> Long.parseLong(line.substring(word.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No " + word + " in " + lines));
  }
}
