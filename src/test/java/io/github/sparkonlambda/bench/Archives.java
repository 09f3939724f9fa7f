package io.github.sparkonlambda.bench;

import io.github.sparkonlambda.config.Framework;
import io.github.sparkonlambda.local.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The archives of classes (class-data-sharing archives, or AOT caches), made from what the build
 * has put together by the script that makes them in the image. Without them a cold start here would
 * be no measure of one there.
 */
final class Archives {
  private static final int MINUTES = 10;
  private static final Path SCRIPTS = Path.of("src/main/image").toAbsolutePath();

  private Archives() {}

  /**
   * Makes them anew: a build in between may have changed any jar.
   *
   * @param log takes the script's output
   */
  static void make(List<Framework> formats, Path log) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(SCRIPTS.resolve("make-archives").toString());
    command.add(formats.stream().map(Framework::name).collect(Collectors.joining(",")));
    command.add(Build.sparkHome().toString());
    command.add(Build.taskRoot().toString());
    command.add(Build.entrypoint());
    command.add(Build.s3Server().toString());
    command.add(SCRIPTS.resolve("Training.java").toString());
    command.add(Path.of("spark-scripts/accommodations.csv").toAbsolutePath().toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.redirectOutput(log.toFile()).start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IOException("The archives were not there after " + MINUTES + " minutes");
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "The archives could not be made:\n" + Files.readString(log).stripTrailing());
    }
  }
}
