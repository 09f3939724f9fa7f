package io.github.sparkonlambda.handler;

import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import io.github.sparkonlambda.failure.InvocationFailedException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The same job outside Lambda, for AWS Batch, ECS and a laptop: one event, the same settings and
 * the same discipline. The job's output and our log go to standard error, the reply goes to
 * standard output.
 *
 * <p>Exit status: 0 the job succeeded, 1 it did not, or not with all items of a batch, 2 the
 * arguments are unusable.
 */
public final class RunJob {
  static final String USAGE =
      """
      run-job [--script s3://BUCKET/KEY] [--event FILE|JSON] [--timeout SECONDS]

        --script   the job script; default SCRIPT_BUCKET and SPARK_SCRIPT
        --event    the event, as a file or as JSON; default {}
        --timeout  ends the job DEADLINE_MARGIN before this many seconds are over; default none

      The settings are the function's, as environment variables.
      """;

  /** About 24 days: Lambda's context counts milliseconds in an int. */
  private static final Duration NO_TIMEOUT = Duration.ofMillis(Integer.MAX_VALUE);

  private final Map<String, String> environment;
  private Map<String, Object> event = Map.of();
  private Duration timeout = NO_TIMEOUT;

  private RunJob(Map<String, String> environment) {
    this.environment = new HashMap<>(environment);
  }

  /** Runs the job and ends the process. */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(args, System.getenv(), out, err));
  }

  /** As {@link #main}, with everything it touches; returns the exit status. */
  static int run(String[] args, Map<String, String> environment, PrintStream out, PrintStream err) {
    if (List.of(args).contains("--help")) {
      out.print(USAGE);
      return 0;
    }
    RunJob job = new RunJob(environment);
    try {
      job.read(new ArrayDeque<>(List.of(args)));
    } catch (IllegalArgumentException e) {
      err.println("run-job: " + e.getMessage() + "\n\n" + USAGE);
      return 2;
    }
    try {
      Map<String, Object> reply = job.reply(err);
      out.println(Reply.json(reply));
      boolean whole = List.of().equals(reply.getOrDefault("batchItemFailures", List.of()));
      return whole ? 0 : 1;
    } catch (InvocationFailedException e) {
      err.println(e.getClass().getSimpleName() + ": " + e.getMessage());
      return 1;
    }
  }

  private void read(Deque<String> args) {
    while (!args.isEmpty()) {
      String name = args.removeFirst();
      if (!List.of("--script", "--event", "--timeout").contains(name)) {
        throw new IllegalArgumentException("unknown argument '" + name + "'");
      }
      if (args.isEmpty()) {
        throw new IllegalArgumentException(name + " has no value");
      }
      String value = args.removeFirst();
      switch (name) {
        case "--script" -> script(value);
        case "--event" -> event = event(value);
        default -> timeout = timeout(value);
      }
    }
  }

  private void script(String uri) {
    if (!uri.matches("s3a?://[^/]+/.+")) {
      throw new IllegalArgumentException("--script " + uri + ": expected s3://BUCKET/KEY");
    }
    String path = uri.substring(uri.indexOf("//") + 2);
    environment.put("SCRIPT_BUCKET", path.substring(0, path.indexOf('/')));
    environment.put("SPARK_SCRIPT", path.substring(path.indexOf('/') + 1));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> event(String value) {
    boolean json = value.stripLeading().matches("(?s)[\\[{\"].*");
    try {
      String text = json ? value : Files.readString(Path.of(value));
      return JacksonFactory.getInstance().getSerializer(Map.class).fromJson(text);
    } catch (IOException e) {
      throw new IllegalArgumentException("--event " + value + ": no such file", e);
    } catch (UncheckedIOException e) {
      throw new IllegalArgumentException("--event " + value + ": not a JSON object", e);
    }
  }

  private static Duration timeout(String value) {
    if (!value.matches("[1-9]\\d{0,6}")) {
      throw new IllegalArgumentException("--timeout " + value + ": expected seconds, 1 or more");
    }
    Duration timeout = Duration.ofSeconds(Long.parseLong(value));
    return timeout.compareTo(NO_TIMEOUT) < 0 ? timeout : NO_TIMEOUT;
  }

  private Map<String, Object> reply(PrintStream log) {
    CommandLineContext context = new CommandLineContext(timeout, log);
    SparkLambdaHandler handler = new SparkLambdaHandler(environment, log::println);
    try {
      return handler.handleRequest(event, context);
    } finally {
      handler.close();
    }
  }
}
