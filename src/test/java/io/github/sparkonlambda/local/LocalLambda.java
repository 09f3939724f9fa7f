package io.github.sparkonlambda.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One sandbox: the real runtime interface client with the handler, in a process with nothing but
 * Lambda's environment variables. One event at a time.
 */
public final class LocalLambda implements AutoCloseable {
  /** The handler as Lambda's CMD names it. */
  public static final String HANDLER = "io.github.sparkonlambda.handler.SparkLambdaHandler";

  /** As long as Lambda gives a sandbox of provisioned concurrency. */
  private static final Duration START = Duration.ofSeconds(130);

  private final RuntimeApi api;
  private final Process process;
  private final Duration timeout;
  private final MemoryProbe memory;
  private final FolderProbe files;
  private final Thread reader;
  private Duration initDuration = Duration.ZERO;

  private LocalLambda(
      RuntimeApi api, Process process, Duration timeout, Path temporary, Consumer<String> log) {
    this.api = api;
    this.process = process;
    this.timeout = timeout;
    this.memory = new MemoryProbe(process.toHandle());
    this.files = new FolderProbe(temporary);
    this.reader = LineReader.start(process, "lambda-log", log);
  }

  /**
   * Starts a sandbox and waits until it asks for its first event, or has said why it cannot.
   *
   * @param environment the function's variables, beside those that Lambda sets
   * @param memoryMegabytes the function's memory setting
   * @param timeout the function's timeout
   * @param temporary the sandbox's /tmp
   * @param log takes each line of the function's log
   */
  public static LocalLambda start(
      Map<String, String> environment,
      int memoryMegabytes,
      Duration timeout,
      Path temporary,
      Consumer<String> log)
      throws IOException, InterruptedException {
    Files.createDirectories(temporary);
    RuntimeApi api = new RuntimeApi();
    ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
    builder.directory(temporary.toFile());
    Map<String, String> variables = builder.environment();
    variables.clear();
    if (ImageSandbox.root().isPresent()) {
      variables.putAll(ImageSandbox.environment(ImageSandbox.root().get()));
    }
    variables.putAll(
        Map.of(
            "PATH", "/usr/local/bin:/usr/bin:/bin",
            "LANG", "en_US.UTF-8",
            "TZ", ":UTC",
            "LAMBDA_TASK_ROOT", "/var/task",
            "_HANDLER", HANDLER,
            "AWS_LAMBDA_RUNTIME_API", api.address(),
            "AWS_LAMBDA_FUNCTION_NAME", "local",
            "AWS_LAMBDA_FUNCTION_VERSION", "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(memoryMegabytes)));
    if (ImageSandbox.root().isEmpty()) {
      // The image has a /tmp and a java of its own.
      variables.put("TMPDIR", temporary.toString());
      variables.put("JAVA_HOME", System.getProperty("java.home"));
      variables.put("LAMBDA_TASK_ROOT", Build.taskRoot().toString());
    }
    variables.putAll(
        Map.of(
            // As the template sets it.
            "BATCH_ITEM_FAILURES", "kinesis,kafka,dynamodb,sqs",
            "AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/local",
            "AWS_LAMBDA_LOG_STREAM_NAME", "local",
            "AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"));
    variables.putAll(environment);
    Path lock = Files.createDirectories(Build.target().resolve("local")).resolve("start.lock");
    synchronized (LocalLambda.class) {
      // Lambda's runtime client unpacks a library into one place under /tmp, where another sandbox
      // that starts at that moment would find half of it, and crash.
      try (FileChannel file =
          FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        file.lock(); // Until the channel is closed.
        long begun = System.nanoTime();
        LocalLambda lambda = new LocalLambda(api, builder.start(), timeout, temporary, log);
        lambda.awaitInit(begun);
        return lambda;
      }
    }
  }

  private static List<String> command() {
    return ImageSandbox.root()
        .map(root -> ImageSandbox.command(root, List.of(HANDLER)))
        .orElse(List.of(Build.entrypoint(), HANDLER));
  }

  private void awaitInit(long begun) throws IOException, InterruptedException {
    try {
      CompletableFuture.anyOf(api.ready(), api.initError(), process.onExit())
          .get(START.toSeconds(), TimeUnit.SECONDS);
      initDuration = Duration.ofNanos(System.nanoTime() - begun);
      if (!api.ready().isDone() && !api.initError().isDone()) {
        close();
        throw new IOException("The sandbox ended without a word; its log says why");
      }
    } catch (TimeoutException | ExecutionException e) {
      close();
      throw new IOException("The sandbox did not start within " + START, e);
    }
  }

  /** From the start of the process to its first request for an event. */
  public Duration initDuration() {
    return initDuration;
  }

  /** What the runtime reported if the handler could not be initialised. */
  public Optional<Outcome> initError() {
    return Optional.ofNullable(api.initError().getNow(null));
  }

  /**
   * Sends an event and waits for what becomes of it. As Lambda does, a sandbox that does not answer
   * within the timeout is killed.
   */
  public Outcome invoke(String event) throws InterruptedException {
    if (api.initError().isDone()) {
      return api.initError().join();
    }
    CompletableFuture<Outcome> outcome = api.invoke(event, Instant.now().plus(timeout));
    CompletableFuture<Outcome> exit =
        process
            .onExit()
            .thenApply(
                p ->
                    Outcome.failed(
                        "{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"The sandbox's process ended with status %d; its log says why\"}"
                            .formatted(p.exitValue())));
    try {
      return (Outcome)
          CompletableFuture.anyOf(outcome, exit).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      close();
      return Outcome.failed(
          "{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"Task timed out after %d seconds\"}"
              .formatted(timeout.toSeconds()));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The handler process's largest resident memory so far, in MB; 0 once it has ended. */
  public long peakMemoryMegabytes() {
    return MemoryProbe.kilobytes(process.toHandle(), "VmHWM:") / 1024;
  }

  /** The largest resident memory of all the sandbox's processes together so far, in MB. */
  public long peakSandboxMemoryMegabytes() {
    // The probe looks only now and then; the kernel's own figure for the handler may be higher.
    return Math.max(memory.peakMegabytes(), peakMemoryMegabytes());
  }

  /** The most that the files under the sandbox's /tmp have held so far, in MB. */
  public long peakTemporaryMegabytes() {
    return files.peakBytes() >> 20;
  }

  /** The handler's process. */
  public ProcessHandle process() {
    return process.toHandle();
  }

  /** Kills the sandbox with everything in it. */
  @Override
  public void close() {
    memory.close();
    files.close();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    api.close();
    try {
      reader.join(5000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
