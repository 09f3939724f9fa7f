package io.github.sparkonlambda.submit;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.deadline.Deadline;
import io.github.sparkonlambda.failure.DeadlineExceededException;
import io.github.sparkonlambda.failure.JobFailedException;
import io.github.sparkonlambda.failure.PlatformException;
import io.github.sparkonlambda.files.Folders;
import io.github.sparkonlambda.protocol.RunFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Runs each job in a spark-submit of its own. When {@link #run} returns or throws, the driver, its
 * descendants and whatever else inherited the run's variables have ended, and the run's folder is
 * gone. For one thread at a time.
 */
public final class ForkEngine {
  /** Stands for the exit status of a driver that had to be ended. */
  private static final int NOT_ENDED = -1;

  private final Config config;
  private final Path runs;
  private final Path own;

  private boolean described;

  /**
   * An engine.
   *
   * @param runs a folder of the engine's own, for the runs' folders; what it holds from before, as
   *     after a timeout, is deleted
   * @param own the jar or folder with this project's classes, for the driver's class path
   */
  public ForkEngine(Config config, Path runs, Path own) {
    this.config = requireNonNull(config, "config");
    this.runs = requireNonNull(runs, "runs");
    this.own = requireNonNull(own, "own");
    Folders.delete(runs);
  }

  /**
   * Runs a job to its end.
   *
   * @param log takes each line of the job's output, from any thread
   * @throws JobFailedException if the job did not succeed
   * @throws DeadlineExceededException if it had to be ended
   * @throws PlatformException if it could not be started
   */
  public JobReport run(Job job, Deadline deadline, Consumer<String> log) {
    RunFolder run = RunFolder.create(runs, job.requestId());
    try {
      return run(job, deadline, run, log);
    } catch (UncheckedIOException e) {
      throw new PlatformException(
          job.requestId() + ": " + run.path() + " cannot be used: " + e.getCause(), e);
    } finally {
      run.delete(log);
    }
  }

  private JobReport run(Job job, Deadline deadline, RunFolder run, Consumer<String> log) {
    String uri = job.script().location().uri();
    RunFiles files = run.files();
    job.event().accept(files.event());
    Map<String, String> properties =
        SparkSettings.of(
            config, Runtime.getRuntime().availableProcessors(), run, job.paths().output());
    write(properties, run.properties());
    List<String> command = SparkSubmitCommand.of(config, properties, job.script(), run, own);
    ChildEnvironment environment =
        ChildEnvironment.of(
            config.environment(),
            job.scalars(),
            config.eventVariables(),
            job.paths(),
            runVariables(job, run));
    describe(command, properties, environment, log);

    OutputLog output = new OutputLog(log);
    long started = System.currentTimeMillis();
    OptionalInt exit;
    DeadlineExceededException late = null;
    try (DriverProcess driver =
        DriverProcess.start(command, environment.variables(), run.work(), output)) {
      exit = driver.await(deadline.remaining());
      if (exit.isEmpty()) {
        late = deadline.exceeded(uri, phase(files));
        driver.dumpThreads();
      }
    }
    long ended = System.currentTimeMillis();

    if (late != null && !Files.exists(files.failure())) {
      throw late;
    }
    if (late != null || exit.getAsInt() != 0) {
      String heap = properties.get("spark.driver.memory");
      throw JobFailure.of(
          job, exit.orElse(NOT_ENDED), files, output, heap, config.memoryMegabytes());
    }
    long jobStarted = jobStart(files, uri);
    refuseLostTables(run, uri);
    return new JobReport(
        Duration.ofMillis(jobStarted - started),
        Duration.ofMillis(ended - jobStarted),
        ResultFile.read(files.result(), uri));
  }

  private Map<String, String> runVariables(Job job, RunFolder run) {
    return Map.ofEntries(
        Map.entry(DriverProcess.MARKER, job.requestId()),
        Map.entry("EVENT_FILE", run.files().event().toString()),
        Map.entry("RESULT_FILE", run.files().result().toString()),
        Map.entry("HOME", run.home().toString()),
        Map.entry("TMPDIR", run.temporary().toString()),
        Map.entry("JAVA_HOME", System.getProperty("java.home")),
        Map.entry("SPARK_HOME", config.sparkHome().toString()),
        Map.entry("SPARK_LOCAL_IP", "127.0.0.1"),
        Map.entry("SPARK_LOCAL_HOSTNAME", "localhost"));
  }

  /**
   * The whole command once for each sandbox, and for each event what of it the job does not see.
   */
  private void describe(
      List<String> command,
      Map<String, String> properties,
      ChildEnvironment environment,
      Consumer<String> log) {
    if (!described) {
      described = true;
      SparkSubmitCommand.describe(command).forEach(line -> log.accept("Command: " + line));
      new TreeMap<>(properties)
          .entrySet()
          .forEach(property -> log.accept("Property: " + Redaction.line(property)));
    }
    if (!environment.leftOut().isEmpty()) {
      log.accept(
          "Fields of the event that are not environment variables of the job (reserved, taken, too"
              + " long or no name of a variable): "
              + String.join(", ", environment.leftOut()));
    }
  }

  private static void write(Map<String, String> settings, Path file) {
    Properties properties = new Properties();
    properties.putAll(settings);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String phase(RunFiles files) {
    if (Files.exists(files.returned())) {
      return "job (its main has returned, but threads that it started keep the driver alive: shut"
          + " executors down, or start daemon threads)";
    }
    return Files.exists(files.started()) ? "job" : "submit";
  }

  /** A table that a job only named went under /tmp: success would be a lie. */
  private static void refuseLostTables(RunFolder run, String uri) {
    List<String> tables = run.tables();
    if (!tables.isEmpty()) {
      throw new JobFailedException(
          "%s: the job wrote to Spark's local warehouse (%s), which is deleted with the run. Give the table a path on S3, set spark.sql.warehouse.dir to one in SPARK_SUBMIT_ARGS, or drop the table if it was for the job alone."
              .formatted(uri, String.join(", ", tables)));
    }
  }

  private static long jobStart(RunFiles files, String uri) {
    try {
      return Long.parseLong(Files.readString(files.started()).strip());
    } catch (IOException | NumberFormatException e) {
      throw new PlatformException(
          uri + ": spark-submit ended with exit status 0 but never began the job: " + e, e);
    }
  }
}
