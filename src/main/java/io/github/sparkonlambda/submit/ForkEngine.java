package io.github.sparkonlambda.submit;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.deadline.Deadline;
import io.github.sparkonlambda.failure.DeadlineExceededException;
import io.github.sparkonlambda.failure.PlatformException;
import io.github.sparkonlambda.files.Folders;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Runs each job in a spark-submit of its own. When {@link #run} returns or throws, the driver, its
 * descendants and whatever else inherited the run's variables have ended, and the run's folder is
 * gone. For one thread at a time.
 */
public final class ForkEngine implements JobEngine {
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

  /** There is nothing that could be done before the job is known. */
  @Override
  public void start(Consumer<String> log) {}

  /** There is nothing left between two runs. */
  @Override
  public void close() {}

  @Override
  public JobReport run(Job job, Deadline deadline, Consumer<String> log) {
    RunFolder folder = RunFolder.create(runs, job.requestId());
    try {
      return run(job, deadline, folder, log);
    } catch (UncheckedIOException e) {
      throw new PlatformException(
          job.requestId() + ": " + folder.path() + " cannot be used: " + e.getCause(), e);
    } finally {
      folder.delete(log);
    }
  }

  private JobReport run(Job job, Deadline deadline, RunFolder folder, Consumer<String> log) {
    JobRun run = new JobRun(config, job, folder, own, job.requestId(), deadline);
    folder.writeProperties(run.properties());
    List<String> command =
        SparkSubmitCommand.forJob(config, run.properties(), job.script(), folder, own);
    if (!described) {
      described = true;
      SparkSubmitCommand.describe(command, run.properties()).forEach(log);
    }
    run.describe(log);

    OutputLog output = new OutputLog(log);
    long begun = System.currentTimeMillis();
    OptionalInt exit;
    Optional<DeadlineExceededException> late = Optional.empty();
    try (DriverProcess driver =
        DriverProcess.start(command, run.environment().variables(), folder.work(), output)) {
      exit = driver.await(deadline.remaining());
      if (exit.isEmpty()) {
        late = Optional.of(run.late(deadline, output));
        driver.dumpThreads();
      }
    }
    return run.conclude(exit, late, begun, output);
  }
}
