package io.github.sparkonlambda.handler;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.config.Framework;
import io.github.sparkonlambda.deadline.Deadline;
import io.github.sparkonlambda.failure.InvocationFailedException;
import io.github.sparkonlambda.files.Folders;
import io.github.sparkonlambda.script.JobScript;
import io.github.sparkonlambda.script.ScriptStore;
import io.github.sparkonlambda.submit.Job;
import io.github.sparkonlambda.submit.JobEngine;
import io.github.sparkonlambda.submit.JobPaths;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What {@code PRIME=true} does while a sandbox of provisioned concurrency initialises: it fetches
 * the script and runs a practice job in the driver, as it runs any other. A sandbox that is started
 * for an event is not primed: its initialisation may last 10 s, and the event would wait.
 */
final class Priming {
  /** Lambda gives a sandbox of provisioned concurrency 130 s at least. */
  private static final Duration LIMIT = Duration.ofSeconds(100);

  /** Lambda's words for sandboxes that are initialised before there is an event. */
  private static final Set<String> AHEAD = Set.of("provisioned-concurrency", "snap-start");

  // Named, not referenced: the handler JVM must not load what runs beside Spark.
  private static final String PRACTICE = "io.github.sparkonlambda.driver.PracticeRun";

  private final Config config;
  private final ScriptStore scripts;
  private final JobEngine engine;
  private final Path folder;

  /**
   * A priming that has not begun.
   *
   * @param folder for the practice job's tables; what it holds from before is deleted
   */
  Priming(Config config, ScriptStore scripts, JobEngine engine, Path folder) {
    this.config = requireNonNull(config, "config");
    this.scripts = requireNonNull(scripts, "scripts");
    this.engine = requireNonNull(engine, "engine");
    this.folder = requireNonNull(folder, "folder");
  }

  /**
   * Waits until the sandbox is primed. If that fails, events run all the same, the first one as in
   * any new sandbox: what is wrong with the script or the sandbox, the event will tell.
   *
   * @param own the jar with this project's classes
   */
  void run(Path own, Consumer<String> log) {
    String type = config.environment().getOrDefault("AWS_LAMBDA_INITIALIZATION_TYPE", "none");
    if (!AHEAD.contains(type)) {
      log.accept(
          "Not primed: PRIME=true is for provisioned concurrency, and this sandbox was started for"
              + " an event (AWS_LAMBDA_INITIALIZATION_TYPE="
              + type
              + ")");
      return;
    }
    Deadline deadline = Deadline.after(LIMIT);
    // A sandbox whose start was ended comes up again with what it had written.
    Folders.delete(folder);
    try {
      engine.run(job(scripts.current(deadline), own), deadline, log);
      log.accept(
          String.format(Locale.ROOT, "Primed in %.1f s", deadline.elapsed().toMillis() / 1000.0));
    } catch (InvocationFailedException e) {
      log.accept("Not primed, the first event will be slow: " + e.getMessage());
    } finally {
      Folders.delete(folder);
    }
  }

  private Job job(JobScript script, Path own) {
    String formats =
        config.frameworks().stream().map(Framework::name).collect(Collectors.joining(","));
    return new Job(
        "priming",
        script.replacedBy(own, PRACTICE),
        Map.of("formats", formats),
        new JobPaths(Optional.of(script.location().uri()), Optional.of(folder.toUri().toString())),
        Priming::writeEvent,
        false);
  }

  private static void writeEvent(Path file) {
    try {
      Files.writeString(file, "{}");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
