package io.github.sparkonlambda.submit;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.deadline.Deadline;
import io.github.sparkonlambda.failure.DeadlineExceededException;
import io.github.sparkonlambda.failure.PlatformException;
import io.github.sparkonlambda.files.Folders;
import io.github.sparkonlambda.protocol.RunRequest;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Runs the jobs in a resident driver, one after the other. A driver that has ended, is late, does
 * not keep to the protocol or cannot rid itself of a job is replaced: the job it failed has failed,
 * the next one gets another driver.
 */
public final class WarmEngine implements JobEngine {
  /**
   * Runs of one driver. Whatever a JVM collects in spite of all cleaning ends with it; at this
   * number a start every few hours costs nothing that could be measured.
   */
  private static final int MOST_RUNS = 1_000;

  /** What it takes at most to end a driver that is not to be used again, and to reply. */
  private static final Duration REPLACEMENT = Duration.ofSeconds(4);

  private final Config config;
  private final Path place;
  private final Path own;
  private final int mostRuns;

  private Consumer<String> idleLog = line -> {};
  private Optional<WarmDriver> driver = Optional.empty();
  private int drivers;

  /**
   * An engine.
   *
   * @param place a folder of the engine's own; what it holds from before is deleted
   * @param own the jar or folder with this project's classes, for the driver's class path
   */
  public WarmEngine(Config config, Path place, Path own) {
    this(config, place, own, MOST_RUNS);
  }

  /** For tests, with fewer runs of a driver. */
  WarmEngine(Config config, Path place, Path own, int mostRuns) {
    this.mostRuns = mostRuns;
    this.config = requireNonNull(config, "config");
    this.place = requireNonNull(place, "place");
    this.own = requireNonNull(own, "own");
    Folders.delete(place);
  }

  @Override
  public void start(Consumer<String> log) {
    idleLog = requireNonNull(log, "log");
    startAhead();
  }

  private void startAhead() {
    try {
      driver = Optional.of(newDriver());
    } catch (PlatformException | UncheckedIOException e) {
      // The next job tries again and fails with it.
      idleLog.accept("No driver could be started ahead of the next event: " + e.getMessage());
    }
  }

  @Override
  public JobReport run(Job job, Deadline deadline, Consumer<String> log) {
    try {
      return run(job, deadline, current(log), log);
    } catch (UncheckedIOException e) {
      throw new PlatformException(
          job.requestId() + ": " + place + " cannot be used: " + e.getCause(), e);
    }
  }

  private WarmDriver current(Consumer<String> log) {
    if (driver.filter(WarmDriver::isUsable).isEmpty()) {
      driver.ifPresent(
          lost ->
              log.accept("The driver cannot take this event, another is started: " + lost.fault()));
      close();
      driver = Optional.of(newDriver());
    }
    return driver.get();
  }

  private WarmDriver newDriver() {
    return new WarmDriver(config, place.resolve(Integer.toString(++drivers)), own, idleLog);
  }

  private JobReport run(Job job, Deadline deadline, WarmDriver driver, Consumer<String> log) {
    JobRun run = new JobRun(config, job, driver.folder(), own, driver.marker(), deadline);
    run.describe(log);
    long begun = System.currentTimeMillis();
    RunRequest request =
        new RunRequest(
            driver.folder().path(),
            job.script().jar(),
            job.script().mainClass(),
            "-- end of " + job.requestId(),
            run.environment().variables(),
            differences(driver.properties(), run.properties()));
    OptionalInt exit = OptionalInt.empty();
    try {
      exit = exit(job, driver, request, deadline, log);
      Optional<DeadlineExceededException> late = Optional.empty();
      if (exit.isEmpty()) {
        late = Optional.of(run.late(deadline, driver.output()));
        driver.dumpThreads();
      }
      return run.conclude(exit, late, begun, driver.output());
    } finally {
      finish(driver, exit, deadline, log);
    }
  }

  private static OptionalInt exit(
      Job job, WarmDriver driver, RunRequest request, Deadline deadline, Consumer<String> log) {
    try {
      return driver.run(request, deadline.remaining(), log);
    } catch (PlatformException e) {
      throw new PlatformException(job.script().location().uri() + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, String> differences(
      Map<String, String> base, Map<String, String> wanted) {
    Map<String, String> differences = new HashMap<>(wanted);
    differences.entrySet().removeAll(base.entrySet());
    return differences;
  }

  /** Leaves a driver that can run the next job, or one that is starting. */
  private void finish(WarmDriver used, OptionalInt exit, Deadline deadline, Consumer<String> log) {
    if (exit.isPresent()) {
      used.clean(deadline.remaining().plus(config.deadlineMargin()).minus(REPLACEMENT));
    }
    Optional<String> reason = exit.isPresent() ? reasonToReplace(used) : Optional.of(ended(used));
    if (reason.isEmpty()) {
      return;
    }
    log.accept("The driver is replaced after %d runs: %s".formatted(used.runs(), reason.get()));
    driver = Optional.empty();
    used.close();
    startAhead();
  }

  private static String ended(WarmDriver used) {
    return used.isLost() ? used.fault() : "its job had to be ended";
  }

  private Optional<String> reasonToReplace(WarmDriver used) {
    if (!used.isUsable()) {
      return Optional.of(used.fault());
    }
    if (used.runs() >= mostRuns) {
      return Optional.of("that is the most one runs");
    }
    int memory = used.memory();
    int most = MemoryPlan.of(config).driver();
    return memory > most
        ? Optional.of("it holds %d MB, more than its share of %d MB".formatted(memory, most))
        : Optional.empty();
  }

  @Override
  public void close() {
    driver.ifPresent(WarmDriver::close);
    driver = Optional.empty();
  }
}
