package io.github.sparkonlambda.source;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.config.Framework;
import io.github.sparkonlambda.local.Build;
import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.local.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Runs {@link AvailableNow} with Spark's jars and those of its Kafka source. */
final class StreamingProcess {
  private static final long MINUTES = 30;

  private final S3Server s3;
  private final Path folder;

  /** Processes with their output in this folder. */
  StreamingProcess(S3Server s3, Path folder) {
    this.s3 = requireNonNull(s3, "s3");
    this.folder = requireNonNull(folder, "folder");
  }

  /**
   * How long it took.
   *
   * @param process from the start of its JVM to its end
   * @param query the query's part of it
   */
  record Times(Duration process, Duration query) {}

  /**
   * Reads a topic into a table.
   *
   * @param heapMegabytes of its JVM, whose other settings are the JDK's own
   */
  Times run(String address, String topic, Framework framework, String output, int heapMegabytes)
      throws IOException, InterruptedException {
    String format = framework.name().toLowerCase(Locale.ROOT);
    Path printed = folder.resolve("streaming-" + format + ".txt");
    Path errors = folder.resolve("streaming-" + format + ".err");
    List<String> command = new ArrayList<>();
    command.add(Build.java());
    command.add("@" + Build.sparkHome().resolve("bin/java-module-options"));
    command.addAll(List.of("-Xmx" + heapMegabytes + "m", "-cp", classPath()));
    command.add(AvailableNow.class.getName());
    command.addAll(List.of(address, topic, format, output, s3.endpoint().toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(printed.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(s3.environment());
    long begun = System.nanoTime();
    Process process = builder.start();
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException("The streaming query failed:\n" + Files.readString(errors));
      }
    } finally {
      process.destroyForcibly();
    }
    Duration whole = Duration.ofNanos(System.nanoTime() - begun);
    long query = TableReader.number(Files.readAllLines(printed), "millis");
    return new Times(whole, Duration.ofMillis(query));
  }

  private static String classPath() {
    return String.join(
        ":",
        Build.target().resolve("test-classes").toString(),
        Build.sparkHome().resolve("conf").toString(),
        Build.sparkHome().resolve("jars") + "/*",
        Build.target().resolve("streaming/jars") + "/*");
  }
}
