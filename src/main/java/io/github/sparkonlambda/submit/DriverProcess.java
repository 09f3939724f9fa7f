package io.github.sparkonlambda.submit;

import io.github.sparkonlambda.failure.PlatformException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A driver as a child process. Its output is read by a daemon thread from the first byte to the
 * last; closing it ends it and all it started, and is idempotent.
 */
final class DriverProcess implements AutoCloseable {
  /** Names the run in the environment of each of its processes. */
  static final String MARKER = "SPARK_ON_LAMBDA_RUN";

  /** A thread dump takes milliseconds once the JVM reaches a safepoint. */
  private static final Duration DUMP = Duration.ofSeconds(1);

  /** The pipe holds at most 64 KiB when its last writer has gone. */
  private static final Duration DRAIN = Duration.ofSeconds(1);

  private static final int KIB_IN_MIB = 1024;

  private final Process process;
  private final ProcessTree tree;
  private final OutputLog output;
  private final Thread reader;

  private DriverProcess(Process process, ProcessTree tree, OutputLog output) {
    this.process = process;
    this.tree = tree;
    this.output = output;
    this.reader = new Thread(this::read, "driver-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a driver.
   *
   * @param environment all of it; must hold {@link #MARKER}
   * @throws PlatformException if the process cannot be started
   */
  static DriverProcess start(
      List<String> command, Map<String, String> environment, Path workFolder, OutputLog output) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(workFolder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    builder.redirectInput(new File("/dev/null"));
    try {
      Process process = builder.start();
      String marker = MARKER + "=" + environment.get(MARKER);
      return new DriverProcess(process, new ProcessTree(process.toHandle(), marker), output);
    } catch (IOException e) {
      throw new PlatformException(
          environment.get(MARKER) + ": " + command.get(0) + " cannot be started: " + e.getMessage(),
          e);
    }
  }

  private void read() {
    try {
      output.readAll(process.getInputStream());
    } catch (IOException e) {
      // close() took the stream away from under a process that outlived SIGKILL's grace.
      output.note("The driver's output ended early: " + e.getMessage());
    }
  }

  /**
   * Waits for the driver to end by itself.
   *
   * @return its exit status, or empty if the time was over first
   */
  OptionalInt await(Duration limit) {
    try {
      return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)
          ? OptionalInt.of(process.exitValue())
          : OptionalInt.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("The invocation was interrupted while its job ran.", e);
    }
  }

  /** Completes when the driver has ended, with its exit status. */
  CompletableFuture<Integer> onExit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Memory of the process that no file backs, which the kernel cannot take back, in MB; 0 if the
   * process has ended.
   */
  int memory() {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("RssAnon:"))
          .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")) / KIB_IN_MIB)
          .sum();
    } catch (IOException | UncheckedIOException e) {
      return 0; // Its entry goes with it, even while it is read.
    }
  }

  /**
   * Ends what the driver has started, but for this one process.
   *
   * @return whether all of it has ended
   */
  boolean endChildren(OptionalLong spared) {
    return tree.endChildren(spared);
  }

  /** Has the driver's JVM print all its threads' stacks to its output. */
  void dumpThreads() {
    CompletableFuture<Void> end = output.next(line -> line.startsWith("JNI global refs"));
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -QUIT " + process.pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      end.get(DUMP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException | ExecutionException | TimeoutException e) {
      output.note("No whole thread dump of the driver within " + DUMP + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends every process of the run and reads what output is left. */
  @Override
  public void close() {
    tree.end();
    try {
      reader.join(DRAIN.toMillis());
      process.getInputStream().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      output.note("The driver's output could not be closed: " + e.getMessage());
    }
  }
}
