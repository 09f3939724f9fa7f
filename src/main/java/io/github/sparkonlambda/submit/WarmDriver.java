package io.github.sparkonlambda.submit;

import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.failure.PlatformException;
import io.github.sparkonlambda.files.Folders;
import io.github.sparkonlambda.protocol.RunRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A resident driver as the handler sees it: a process, a socket to it and a folder. It is started
 * without waiting; a first run waits for it. For one run at a time.
 */
final class WarmDriver implements AutoCloseable {
  /**
   * What is done after a job's end before the reply: the driver removes the job's traces, which
   * takes milliseconds, or up to 7 s where queries, threads or listeners take their time.
   */
  private static final Duration RESET = Duration.ofSeconds(9);

  /** The end mark is in the pipe before the frame that announces it. */
  private static final Duration DRAIN = Duration.ofSeconds(1);

  private final Consumer<String> idleLog;
  private final Map<String, String> properties;
  private final RunFolder folder;
  private final OutputLog output;
  private final DriverConversation conversation;
  private final DriverProcess process;
  private final String marker = "driver-" + UUID.randomUUID();
  private int runs;

  /** Whether we have ended the process, so that its status says nothing. */
  private boolean ended;

  /**
   * Starts a driver.
   *
   * @param place the folder for its files; must not be in use by another driver
   * @param log takes its output while no run lasts
   * @throws PlatformException if it cannot be started
   */
  WarmDriver(Config config, Path place, Path own, Consumer<String> log) {
    this.idleLog = log;
    this.folder = RunFolder.create(place, "run");
    this.properties = JobRun.properties(config, folder, config.outputPath());
    this.output = new OutputLog(log);
    Path socket = place.resolve("s");
    this.conversation = new DriverConversation(socket);
    try {
      this.process = start(config, own, socket);
    } catch (PlatformException | UncheckedIOException e) {
      closeConversation();
      throw e;
    }
  }

  private DriverProcess start(Config config, Path own, Path socket) {
    folder.writeProperties(properties);
    List<String> command = SparkSubmitCommand.resident(config, properties, folder, own, socket);
    SparkSubmitCommand.describe(command, properties).forEach(idleLog);
    Map<String, String> environment =
        new HashMap<>(JobRun.environment(config, folder, own, marker));
    // As a property it would bring a warning.
    environment.put("SPARK_LOCAL_DIRS", sparkFolder(socket.getParent()).toString());
    return DriverProcess.start(command, environment, folder.work(), output);
  }

  /** For Spark's own files, which live longer than a run's. */
  private static Path sparkFolder(Path place) {
    try {
      return Folders.createPrivate(place.resolve("spark"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder of its runs, emptied between them. */
  RunFolder folder() {
    return folder;
  }

  /** What names it in the environment of its processes. */
  String marker() {
    return marker;
  }

  /** The Spark properties it was started with. */
  Map<String, String> properties() {
    return properties;
  }

  OutputLog output() {
    return output;
  }

  /** Whether it can take a run, now or as soon as it is up. */
  boolean isUsable() {
    return conversation.state().isUsable() && process.isAlive();
  }

  /** Whether nothing can be said to it any more. */
  boolean isLost() {
    return conversation.state() == DriverState.BROKEN;
  }

  /** Why it cannot, for the log. */
  String fault() {
    String fault = conversation.fault().isEmpty() ? "its process has ended" : conversation.fault();
    OptionalInt status = ended ? OptionalInt.empty() : process.await(Duration.ZERO);
    return status.isPresent() ? fault + ", exit status " + status.getAsInt() : fault;
  }

  /** How many runs it has been sent. */
  int runs() {
    return runs;
  }

  /**
   * Has the driver run a job.
   *
   * @return the job's exit status or that of the driver, which the job may have ended; empty if the
   *     time was over first
   * @throws PlatformException if the driver lives but what it says is not understood
   */
  OptionalInt run(RunRequest request, Duration limit, Consumer<String> log) {
    long end = System.nanoTime() + limit.toNanos();
    if (runs > 0) {
      // Before, they tell why the driver does not come up.
      output.clear();
    }
    output.begin(log, request.endMark());
    CompletableFuture<Void> lastLine = output.next(line -> line.endsWith(request.endMark()));
    runs++;
    try {
      if (await(conversation.up(), end)) {
        conversation.send(request);
        if (await(conversation.ended(), end)) {
          awaitEnd(lastLine);
          return OptionalInt.of(conversation.ended().join());
        }
      }
    } catch (IOException e) {
      conversation.breakOff(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("The invocation was interrupted while its job ran.", e);
    }
    return exitStatus();
  }

  /** What the job has done counts, not whether all it printed came through in time. */
  private void awaitEnd(CompletableFuture<Void> lastLine) throws InterruptedException {
    try {
      lastLine.get(DRAIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      breakDown("its output did not end with the job's");
      output.note("The job's output may be incomplete: its end was not there in time");
    }
  }

  /**
   * Waits for an answer, the end of the process or the end of time.
   *
   * @return whether the answer is there
   */
  private boolean await(CompletableFuture<?> answer, long end) throws InterruptedException {
    try {
      CompletableFuture.anyOf(answer, process.onExit())
          .get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      return answer.isDone() && !answer.isCompletedExceptionally();
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
  }

  /** Of the process, whose connection breaks a moment before it has ended. */
  private OptionalInt exitStatus() {
    boolean broken = isLost();
    OptionalInt status = process.await(broken ? DRAIN : Duration.ZERO);
    if (broken || status.isPresent()) {
      ended = status.isEmpty();
      // So that the last it printed, which says why it ended, has been read.
      process.close();
    }
    if (broken && status.isEmpty()) {
      throw new PlatformException(
          fault() + ". The next event gets another driver." + JobFailure.lastLines(output.tail()));
    }
    return status;
  }

  /**
   * Waits until nothing is left of the last run: processes, files, and what the driver itself
   * remembers. Nothing is to be waited for where the job ended the driver.
   *
   * @param left until Lambda ends the sandbox, and with it the reply
   */
  void clean(Duration left) {
    if (!process.isAlive()) {
      return;
    }
    Duration limit = left.compareTo(RESET) < 0 ? left : RESET;
    process.endChildren(conversation.helper());
    try {
      conversation.reset().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      // A thread of the job may have started one until it was ended itself.
      if (!process.endChildren(conversation.helper())) {
        breakDown("a process of the job could not be ended");
      }
      if (conversation.state() == DriverState.IDLE && !Files.isDirectory(folder.work())) {
        breakDown("the job deleted the driver's working directory");
      }
      folder.empty();
      output.begin(idleLog, "");
    } catch (TimeoutException e) {
      breakDown("what the job left was not removed within " + limit.toSeconds() + " s");
    } catch (ExecutionException | PlatformException e) {
      breakDown(e.getMessage());
    } catch (InterruptedException e) {
      breakDown("the invocation was interrupted");
      Thread.currentThread().interrupt();
    }
  }

  private void breakDown(String why) {
    conversation.lose(DriverState.BROKEN, why);
  }

  /** Memory of the process that no file backs, in MB; 0 if it has ended. */
  int memory() {
    return process.memory();
  }

  /** Has the driver's JVM print all its threads' stacks. */
  void dumpThreads() {
    process.dumpThreads();
  }

  /** Ends the process and all it started, and deletes its files. */
  @Override
  public void close() {
    process.close();
    closeConversation();
    try {
      Folders.delete(folder.path().getParent());
    } catch (UncheckedIOException e) {
      // The job's result counts, and the next driver has another folder.
      output.note("The driver's files could not all be deleted: " + e.getCause());
    }
  }

  private void closeConversation() {
    try {
      conversation.close();
    } catch (IOException e) {
      output.note("The driver's socket could not be closed: " + e.getMessage());
    }
  }
}
