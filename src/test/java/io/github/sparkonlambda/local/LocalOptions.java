package io.github.sparkonlambda.local;

import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import io.github.sparkonlambda.config.Framework;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code mvn -Plocal} was asked for.
 *
 * @param framework as FRAMEWORK; its first name picks the sample script
 * @param script the script's file
 * @param input the CSV, or empty to make one
 * @param rows rows of the CSV that is made
 * @param event the event's file, or empty for one that names input and output
 * @param invocations how often the event is sent
 * @param engine as SPARK_ENGINE
 * @param memoryMegabytes the function's memory
 * @param timeout the function's timeout
 */
record LocalOptions(
    String framework,
    Path script,
    Optional<Path> input,
    int rows,
    Optional<Path> event,
    int invocations,
    String engine,
    int memoryMegabytes,
    Duration timeout) {

  static final String USAGE =
      """
      mvn -Plocal [options]: runs a job script from S3 through a Lambda on this machine.

        -Dframework=NAME     ICEBERG (default), DELTA or HUDI, or a comma list; picks the sample script
        -Dscript=FILE        another job script, .java, .jar, .sql or .py
        -Dinput=FILE         another input file than the generated sample CSV
        -Drows=N             rows of the generated CSV, default 22248 (3.8 MB)
        -Devent=FILE.json    another event than {"INPUT_PATH": ..., "OUTPUT_PATH": ...}
        -Dinvocations=N      how often the event is sent, default 1
        -Dengine=NAME        SPARK_ENGINE, default warm
        -Dmemory=MB          the function's memory, default 3008
        -Dtimeout=S          the function's timeout in seconds, default 900
        -Dhelp=true          this text

      SPARK_SUBMIT_ARGS, SPARK_MAIN_CLASS, DEADLINE_MARGIN, EVENT_VARIABLES, SPARK_PY_FILES,
      PYTHONPATH, PYSPARK_PYTHON and PYSPARK_DRIVER_PYTHON of your shell become the function's. A .py
      needs pyspark 3.5.x and py4j: name the folder that holds them in PYTHONPATH or PYSPARK_HOME.
      """;

  private static final int LAMBDAS_MOST_MEMORY = 10_240;

  /**
   * Reads {@code name=value} arguments.
   *
   * @throws IllegalArgumentException if one has an unusable value
   */
  static LocalOptions parse(String... arguments) {
    Arguments given = new Arguments(arguments);
    String framework = given.text("framework", Framework.ICEBERG.name());
    return new LocalOptions(
        framework,
        given.file("script").orElseGet(() -> sample(framework)),
        given.file("input"),
        given.number("rows", Accommodations.DEFAULT_ROWS),
        event(given),
        given.number("invocations", 1),
        given.text("engine", "warm"),
        memory(given),
        Duration.ofSeconds(given.number("timeout", 900)));
  }

  private static Path sample(String framework) {
    String first = framework.split(",")[0].strip().toUpperCase(Locale.ROOT);
    return Arguments.constant(Framework.values(), first)
        .map(Samples::csvTo)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "-Dframework=%s: there is no sample for %s; name one of %s"
                        .formatted(framework, first, Arrays.toString(Framework.values()))));
  }

  private static Optional<Path> event(Arguments given) {
    Optional<Path> file = given.file("event");
    try {
      if (file.isPresent()) {
        Object event =
            JacksonFactory.getInstance()
                .getSerializer((Type) Object.class)
                .fromJson(Files.readString(file.get()));
        if (!(event instanceof Map)) {
          throw new IllegalArgumentException("-Devent=" + file.get() + ": not a JSON object");
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException(
          "-Devent=" + file.get() + ": not a JSON object: " + e.getCause(), e);
    }
    return file;
  }

  private static int memory(Arguments given) {
    int memory = given.number("memory", 3008);
    if (memory > LAMBDAS_MOST_MEMORY) {
      throw new IllegalArgumentException(
          "-Dmemory=" + memory + ": Lambda gives " + LAMBDAS_MOST_MEMORY + " MB at most");
    }
    return memory;
  }
}
