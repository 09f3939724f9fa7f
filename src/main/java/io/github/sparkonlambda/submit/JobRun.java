package io.github.sparkonlambda.submit;

import static java.util.Objects.requireNonNull;

import com.amazonaws.lambda.thirdparty.com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.config.ObjectChange;
import io.github.sparkonlambda.deadline.Deadline;
import io.github.sparkonlambda.failure.DeadlineExceededException;
import io.github.sparkonlambda.failure.JobFailedException;
import io.github.sparkonlambda.failure.PlatformException;
import io.github.sparkonlambda.protocol.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One run of a job: what a driver is given for it, and what came of it. The same in every engine.
 */
final class JobRun {
  /** Stands for the exit status of a driver that had to be ended. */
  private static final int NOT_ENDED = -1;

  private static final String MALLOC_ARENAS = "MALLOC_ARENA_MAX";
  private static final String FEW_MALLOC_ARENAS = "2";

  private final Config config;
  private final Job job;
  private final RunFolder folder;
  private final RunFiles files;
  private final Map<String, String> properties;
  private final ChildEnvironment environment;

  /**
   * A run; the event is written into its folder.
   *
   * @param own the jar or folder with this project's classes
   * @param marker the driver's {@link DriverProcess#MARKER}
   * @param deadline at which the job is ended
   */
  JobRun(Config config, Job job, RunFolder folder, Path own, String marker, Deadline deadline) {
    this.config = requireNonNull(config, "config");
    this.job = requireNonNull(job, "job");
    this.folder = requireNonNull(folder, "folder");
    this.files = folder.files();
    this.properties = properties(config, folder, job.paths().output());
    Map<String, String> variables = variables(config, folder, own, marker, job.script().modules());
    long end = System.currentTimeMillis() + deadline.remaining().toMillis();
    variables.put("DEADLINE", Long.toString(end));
    this.environment =
        ChildEnvironment.of(
            config.environment(), job.scalars(), config.eventVariables(), job.paths(), variables);
    job.event().accept(files.event());
    if (job.unreadable()) {
      markUnreadable();
    }
  }

  private void markUnreadable() {
    try {
      Files.createFile(files.unreadable());
    } catch (IOException e) {
      throw new PlatformException(job.requestId() + ": the run cannot be prepared: " + e, e);
    }
  }

  /** The Spark properties of a run in this folder. */
  static Map<String, String> properties(
      Config config, RunFolder folder, Optional<String> outputPath) {
    int processors = Runtime.getRuntime().availableProcessors();
    return SparkSettings.of(config, processors, folder, outputPath);
  }

  /** The environment of a driver that serves no job yet. */
  static Map<String, String> environment(Config config, RunFolder folder, Path own, String marker) {
    return ChildEnvironment.of(
            config.environment(),
            Map.of(),
            config.eventVariables(),
            new JobPaths(config.inputPath(), config.outputPath()),
            variables(config, folder, own, marker, List.of()))
        .variables();
  }

  private static Map<String, String> variables(
      Config config, RunFolder folder, Path own, String marker, List<Path> modules) {
    Map<String, String> variables = new HashMap<>();
    variables.put(DriverProcess.MARKER, marker);
    variables.put("EVENT_FILE", folder.files().event().toString());
    variables.put("RESULT_FILE", folder.files().result().toString());
    variables.put("REJECTED_FILE", folder.files().rejected().toString());
    variables.put("BAD_RECORDS", config.badRecords().label());
    config.deadLetterPath().ifPresent(path -> variables.put("DEAD_LETTER_PATH", path));
    variables.put(
        "FILTER_EVENTS",
        config.filterEvents().stream().map(ObjectChange::label).collect(Collectors.joining(",")));
    variables.put("HOME", folder.home().toString());
    variables.put("TMPDIR", folder.temporary().toString());
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    variables.put("SPARK_HOME", config.sparkHome().toString());
    variables.put("PYTHONPATH", pythonPath(config, own, modules));
    // Glibc keeps memory apart for up to eight threads a processor: 100 MB of what a driver holds.
    variables.put(
        MALLOC_ARENAS, config.environment().getOrDefault(MALLOC_ARENAS, FEW_MALLOC_ARENAS));
    // As spark-class sets it, so that a job sees it in both engines.
    variables.put("LC_ALL", "C.UTF-8");
    variables.put("SPARK_LOCAL_IP", "127.0.0.1");
    variables.put("SPARK_LOCAL_HOSTNAME", "localhost");
    return variables;
  }

  /**
   * Where Python looks for modules, in the script's interpreter and in the workers of its
   * functions: for ours, which it reads out of our jar, for pyspark, and for what the user named.
   */
  private static String pythonPath(Config config, Path own, List<Path> modules) {
    List<String> path = new ArrayList<>();
    path.add(own.toString());
    path.add(config.sparkHome().resolve("python").toString());
    modules.forEach(module -> path.add(module.toString()));
    Optional.ofNullable(config.environment().get("PYTHONPATH")).ifPresent(path::add);
    return String.join(":", path);
  }

  Map<String, String> properties() {
    return properties;
  }

  ChildEnvironment environment() {
    return environment;
  }

  /** Logs what of the event the job does not see. */
  void describe(Consumer<String> log) {
    if (!environment.leftOut().isEmpty()) {
      log.accept(
          "Fields of the event that are not environment variables of the job (reserved, taken, too"
              + " long or no name of a variable): "
              + String.join(", ", environment.leftOut()));
    }
  }

  /** The failure of a run that was not done by the deadline; to be asked before it is ended. */
  DeadlineExceededException late(Deadline deadline, OutputLog output) {
    DeadlineExceededException late = deadline.exceeded(job.script().location().uri(), phase());
    return Files.exists(files.started())
        ? late
        : new DeadlineExceededException(late.getMessage() + JobFailure.lastLines(output.tail()));
  }

  private String phase() {
    if (Files.exists(files.returned())) {
      return "job (its main has returned, but threads that it started keep the driver alive: shut"
          + " executors down, or start daemon threads)";
    }
    return Files.exists(files.started())
        ? "job"
        : "submit (the driver was not ready to run it; its output, below, may say why)";
  }

  /**
   * The report of a run that succeeded.
   *
   * @param exit the job's exit status; empty if it had to be ended
   * @param late why, then
   * @param begun when the run began, in epoch milliseconds
   * @param output what it printed
   * @throws JobFailedException if it did not succeed
   * @throws DeadlineExceededException if it had to be ended while it worked
   */
  JobReport conclude(
      OptionalInt exit, Optional<DeadlineExceededException> late, long begun, OutputLog output) {
    long ended = System.currentTimeMillis();
    if (late.isPresent() && !Files.exists(files.failure())) {
      throw late.get();
    }
    if (exit.orElse(NOT_ENDED) != 0) {
      String heap = properties.get("spark.driver.memory");
      throw JobFailure.of(
          job, exit.orElse(NOT_ENDED), files, output, heap, config.memoryMegabytes());
    }
    String uri = job.script().location().uri();
    long jobStarted = jobStart(uri);
    refuseLostTables(uri);
    Optional<JsonNode> result = ResultFile.read(files.result(), uri);
    List<Object> failedItems = ResultFile.takeFailedItems(result, uri);
    return new JobReport(
        Duration.ofMillis(jobStarted - begun),
        Duration.ofMillis(ended - jobStarted),
        result.filter(rest -> failedItems.isEmpty() || !rest.isEmpty()),
        failedItems,
        ResultFile.rejected(files.rejected(), uri));
  }

  /** A table that a job only named went under /tmp: success would be a lie. */
  private void refuseLostTables(String uri) {
    List<String> tables = folder.tables();
    if (!tables.isEmpty()) {
      throw new JobFailedException(
          "%s: the job wrote to Spark's local warehouse (%s), which is deleted with the run. Give the table a path on S3, set spark.sql.warehouse.dir to one in SPARK_SUBMIT_ARGS, or drop the table if it was for the job alone."
              .formatted(uri, String.join(", ", tables)));
    }
  }

  private long jobStart(String uri) {
    try {
      return Long.parseLong(Files.readString(files.started()).strip());
    } catch (IOException | NumberFormatException e) {
      throw new PlatformException(
          uri + ": spark-submit ended with exit status 0 but never began the job: " + e, e);
    }
  }
}
