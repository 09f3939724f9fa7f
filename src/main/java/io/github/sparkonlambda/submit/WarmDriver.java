package io.github.sparkonlambda.submit;

import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.failure.PlatformException;
import io.github.sparkonlambda.files.Folders;
import io.github.sparkonlambda.protocol.Frame;
import io.github.sparkonlambda.protocol.RunRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Path spark;
  private final Path socket;
  private final ServerSocketChannel server;
  private final OutputLog output;
  private final DriverProcess process;
  private final String marker = "driver-" + UUID.randomUUID();

  private volatile SocketChannel channel;
  private volatile DriverState state = DriverState.STARTING;
  private volatile String fault = "";
  private final CompletableFuture<Void> up = new CompletableFuture<>();
  private volatile CompletableFuture<Integer> ended = new CompletableFuture<>();
  private volatile CompletableFuture<Void> reset = new CompletableFuture<>();
  private int runs;

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
    this.spark = place.resolve("spark");
    this.socket = place.resolve("s");
    this.properties = JobRun.properties(config, folder, config.outputPath());
    this.output = new OutputLog(log);
    try {
      Folders.createPrivate(spark);
      Files.deleteIfExists(socket);
      this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      throw new PlatformException(socket + ": the driver's socket cannot be made: " + e, e);
    }
    try {
      this.process = start(config, own);
    } catch (PlatformException | UncheckedIOException e) {
      closeSocket();
      throw e;
    }
    Thread listener = new Thread(this::listen, "driver-protocol");
    listener.setDaemon(true);
    listener.start();
  }

  private DriverProcess start(Config config, Path own) {
    folder.writeProperties(properties);
    List<String> command = SparkSubmitCommand.resident(config, properties, folder, own, socket);
    SparkSubmitCommand.describe(command, properties).forEach(idleLog);
    Map<String, String> environment = new HashMap<>(JobRun.environment(config, folder, marker));
    // Spark's own files, which live longer than a run's. As a property it would bring a warning.
    environment.put("SPARK_LOCAL_DIRS", spark.toString());
    return DriverProcess.start(command, environment, folder.work(), output);
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
    return state.isUsable() && process.isAlive();
  }

  /** Whether nothing can be said to it any more. */
  boolean isLost() {
    return state == DriverState.BROKEN;
  }

  /** Why it cannot, for the log. */
  String fault() {
    return fault.isEmpty() ? "its process has ended" : fault;
  }

  /** How many runs it has been sent. */
  int runs() {
    return runs;
  }

  private void listen() {
    try (ServerSocketChannel listening = server) {
      channel = listening.accept();
      for (Optional<Frame> frame = Frame.readFrom(channel);
          frame.isPresent();
          frame = Frame.readFrom(channel)) {
        take(frame.get());
      }
      lost(new IOException("it closed the connection"));
    } catch (IOException e) {
      lost(e);
    }
  }

  private void take(Frame frame) throws IOException {
    switch (frame.type()) {
      case HELLO -> up.complete(null);
      case ENDED -> ended.complete(exitStatus(frame));
      case IDLE -> {
        idle();
        reset.complete(null);
      }
      case WORN -> {
        lose(DriverState.WORN, String.join(" ", frame.fields()));
        reset.complete(null);
      }
      case RUN -> throw new IOException("it sent a RUN frame");
    }
  }

  private static int exitStatus(Frame frame) throws IOException {
    try {
      return Integer.parseInt(String.join(" ", frame.fields()));
    } catch (NumberFormatException e) {
      throw new IOException("it sent an exit status that is no number: " + frame.fields(), e);
    }
  }

  private synchronized void begin() throws IOException {
    if (state == DriverState.BROKEN) {
      throw new IOException("it broke off before the run");
    }
    ended = new CompletableFuture<>();
    reset = new CompletableFuture<>();
    state = DriverState.RUNNING;
  }

  private synchronized void lost(IOException e) {
    lose(DriverState.BROKEN, "the conversation with the driver broke off: " + e.getMessage());
    up.completeExceptionally(e);
    ended.completeExceptionally(e);
    reset.completeExceptionally(e);
  }

  private synchronized void idle() {
    if (state == DriverState.RUNNING) {
      state = DriverState.IDLE;
    }
  }

  /** For good: nothing that the driver says afterwards makes it usable again. */
  private synchronized void lose(DriverState how, String why) {
    if (fault.isEmpty()) {
      fault = why;
    }
    state = how;
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
      if (await(up, end)) {
        begin();
        request.toFrame().writeTo(channel);
        if (await(ended, end)) {
          awaitEnd(lastLine);
          return OptionalInt.of(ended.join());
        }
      }
    } catch (IOException e) {
      lost(e);
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
      lose(DriverState.BROKEN, "its output did not end with the job's");
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
    boolean broken = state == DriverState.BROKEN;
    OptionalInt status = process.await(broken ? DRAIN : Duration.ZERO);
    if (broken && status.isEmpty()) {
      throw new PlatformException(fault);
    }
    return status;
  }

  /**
   * Waits until nothing is left of the last run: processes, files, and what the driver itself
   * remembers.
   */
  void clean() {
    process.endChildren();
    try {
      reset.get(RESET.toMillis(), TimeUnit.MILLISECONDS);
      if (state == DriverState.IDLE && !Files.isDirectory(folder.work())) {
        lose(DriverState.BROKEN, "the job deleted the driver's working directory");
      }
      folder.empty();
      output.begin(idleLog, "");
    } catch (TimeoutException e) {
      lose(
          DriverState.BROKEN,
          "what the job left was not removed within " + RESET.toSeconds() + " s");
    } catch (ExecutionException | PlatformException e) {
      lose(DriverState.BROKEN, e.getMessage());
    } catch (InterruptedException e) {
      lose(DriverState.BROKEN, "the invocation was interrupted");
      Thread.currentThread().interrupt();
    }
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
    closeSocket();
    try {
      Folders.delete(folder.path().getParent());
    } catch (UncheckedIOException e) {
      // The job's result counts, and the next driver has another folder.
      output.note("The driver's files could not all be deleted: " + e.getCause());
    }
  }

  private void closeSocket() {
    try {
      server.close();
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      output.note("The driver's socket could not be closed: " + e.getMessage());
    }
  }
}
