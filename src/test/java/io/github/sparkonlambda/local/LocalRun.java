package io.github.sparkonlambda.local;

import io.github.sparkonlambda.files.Folders;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The main job on this machine, as {@code mvn -Plocal} starts it: uploads script and input, sends
 * the event to a local Lambda and shows the reply and the table it made. Ends with status 1 if an
 * invocation failed, 2 if an option was bad.
 */
public final class LocalRun {
  private static final Path FOLDER = Build.target().resolve("local/run");

  /** Tells Maven that all went well. */
  private static final Path SUCCEEDED = Build.target().resolve("local/succeeded");

  /** Settings of the function that are taken from the environment of the command. */
  private static final List<String> FROM_SHELL =
      List.of(
          "SPARK_SUBMIT_ARGS",
          "PYSPARK_SUBMIT_ARGS",
          "PYSPARK_PYTHON",
          "PYSPARK_DRIVER_PYTHON",
          "PYTHONPATH",
          "SPARK_PY_FILES",
          "SPARK_MAIN_CLASS",
          "DEADLINE_MARGIN",
          "EVENT_VARIABLES");

  private static final String SCRIPTS = "scripts";
  private static final String LAKE = "lake";
  private static final int LONGEST_REPLY = 2000;
  private static final int SHOWN_KEYS = 10;
  private static final String OUTPUT = "s3://lake/tables/accommodations";

  private final long begun = System.nanoTime();
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final LocalOptions options;

  private LocalRun(LocalOptions options) {
    this.options = options;
  }

  /** Runs with {@code name=value} arguments, see {@link LocalOptions#USAGE}. */
  public static void main(String[] arguments) throws Exception {
    Maven.run(
        arguments,
        SUCCEEDED,
        LocalOptions.USAGE,
        LocalOptions::parse,
        options -> new LocalRun(options).run());
  }

  private boolean run() throws IOException, InterruptedException {
    Folders.delete(FOLDER);
    Files.createDirectories(FOLDER);
    Path logFile = FOLDER.resolve("lambda.log");
    step("starting the S3 server");
    try (S3Server s3 = S3Server.start(FOLDER);
        Writer log = Files.newBufferedWriter(logFile)) {
      upload(s3.client());
      step(
          "starting the sandbox: %d MB, timeout %d s, FRAMEWORK=%s, SPARK_ENGINE=%s",
          options.memoryMegabytes(),
          options.timeout().toSeconds(),
          options.framework(),
          options.engine());
      try (LocalLambda lambda =
          LocalLambda.start(
              environment(s3),
              options.memoryMegabytes(),
              options.timeout(),
              FOLDER.resolve("tmp"),
              line -> show(log, line))) {
        if (lambda.initError().isPresent()) {
          failed("initialisation", lambda.initError().get());
          return false;
        }
        step("sandbox up after %.2f s", lambda.initDuration().toMillis() / 1000.0);
        boolean succeeded = invokeAll(lambda);
        step(
            "peak memory: %d MB of %d, of it the handler %d MB",
            lambda.peakSandboxMemoryMegabytes(),
            options.memoryMegabytes(),
            lambda.peakMemoryMegabytes());
        if (succeeded) {
          showTable(s3);
        }
        out.printf("%nFiles: S3 buckets %s%n       Lambda log %s%n", FOLDER.resolve("s3"), logFile);
        return succeeded;
      }
    }
  }

  private void upload(S3Client client) throws IOException {
    client.createBucket(b -> b.bucket(SCRIPTS));
    client.createBucket(b -> b.bucket(LAKE));
    Path input = input();
    client.putObject(b -> b.bucket(SCRIPTS).key(scriptKey()), options.script());
    client.putObject(b -> b.bucket(LAKE).key(inputKey()), input);
    step(
        "uploaded s3://%s/%s and s3://%s/%s (%.1f MB)",
        SCRIPTS, scriptKey(), LAKE, inputKey(), Files.size(input) / 1e6);
  }

  private Path input() throws IOException {
    if (options.input().isPresent()) {
      return options.input().get();
    }
    Path file = FOLDER.resolve("accommodations.csv");
    Accommodations.write(file, options.rows());
    return file;
  }

  private String inputKey() {
    return "input/"
        + options.input().map(file -> file.getFileName().toString()).orElse("accommodations.csv");
  }

  private String scriptKey() {
    return options.script().getFileName().toString();
  }

  private Map<String, String> environment(S3Server s3) {
    Map<String, String> environment = new HashMap<>(s3.environment());
    for (String name : FROM_SHELL) {
      Optional.ofNullable(System.getenv(name)).ifPresent(v -> environment.put(name, v));
    }
    Optional.ofNullable(System.getenv("PYSPARK_HOME"))
        .ifPresent(home -> environment.merge("PYTHONPATH", home, (own, more) -> own + ":" + more));
    environment.put("SCRIPT_BUCKET", SCRIPTS);
    environment.put("SPARK_SCRIPT", scriptKey());
    environment.put("FRAMEWORK", options.framework());
    environment.put("SPARK_ENGINE", options.engine());
    environment.put("SPARK_HOME", Build.sparkHome().toString());
    environment.put("INPUT_PATH", "s3://" + LAKE + "/" + inputKey());
    environment.put("OUTPUT_PATH", OUTPUT);
    return environment;
  }

  private boolean invokeAll(LocalLambda lambda) throws IOException, InterruptedException {
    String event =
        options.event().isPresent()
            ? Files.readString(options.event().get())
            : "{\"INPUT_PATH\": \"s3://%s/%s\", \"OUTPUT_PATH\": \"%s\"}"
                .formatted(LAKE, inputKey(), OUTPUT);
    boolean succeeded = true;
    for (int i = 1; i <= options.invocations(); i++) {
      step("invocation %d of %d", i, options.invocations());
      // On Lambda too, an event that fails is not the last one.
      succeeded &= invoke(lambda, event);
    }
    return succeeded;
  }

  private boolean invoke(LocalLambda lambda, String event) throws InterruptedException {
    long sent = System.nanoTime();
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    ScheduledFuture<?> ticks =
        clock.scheduleAtFixedRate(
            () -> out.printf("           ... %.0f s%n", seconds(sent)), 5, 5, TimeUnit.SECONDS);
    Outcome outcome;
    try {
      outcome = lambda.invoke(event);
    } finally {
      ticks.cancel(false);
      clock.shutdown();
    }
    if (outcome.failed()) {
      failed("after %.1f s".formatted(seconds(sent)), outcome);
      return false;
    }
    Map<String, Object> reply = outcome.fields();
    step("%s; %.1f s in all", phases(reply), seconds(sent));
    String body = outcome.body();
    boolean tooLong = body.length() > LONGEST_REPLY;
    out.println(
        "           reply "
            + (tooLong
                ? body.substring(0, LONGEST_REPLY) + "... " + body.length() + " characters"
                : body));
    return true;
  }

  private static String phases(Map<String, Object> reply) {
    // Where there was nothing to do, or a batch was done in part, the reply has none.
    if (!(reply.get("phases") instanceof Map<?, ?> phases)) {
      return "no phases";
    }
    int known = phases.values().stream().mapToInt(millis -> ((Number) millis).intValue()).sum();
    return "%s start: fetch %s ms, submit %s ms, job %s ms, clean-up %d ms"
        .formatted(
            Boolean.TRUE.equals(reply.get("coldStart")) ? "cold" : "warm",
            phases.get("fetchMs"),
            phases.get("submitMs"),
            phases.get("jobMs"),
            ((Number) reply.get("durationMs")).intValue() - known);
  }

  private void failed(String when, Outcome outcome) {
    out.printf("%nFAILED %s: %s%n%s%n", when, outcome.errorType(), outcome.errorMessage());
  }

  private void showTable(S3Server s3) throws IOException, InterruptedException {
    List<String> keys = outputKeys(s3.client());
    Optional<FoundTable> found = FoundTable.among(keys);
    if (found.isEmpty()) {
      step("no table under %s, %d objects:", OUTPUT, keys.size());
      keys.stream().limit(SHOWN_KEYS).forEach(key -> out.println("           " + key));
      return;
    }
    String path = found.get().below(OUTPUT);
    step("reading %s with a session of its own", path);
    List<String> table = new TableReader(s3).read(found.get().format(), path, 5);
    step("%s table, %,d rows", found.get().format(), TableReader.number(table, "rows"));
    table.stream().filter(line -> line.matches("[|+].*")).forEach(out::println);
  }

  private static List<String> outputKeys(S3Client client) {
    String prefix = OUTPUT.substring(("s3://" + LAKE + "/").length()) + "/";
    return client.listObjectsV2(b -> b.bucket(LAKE).prefix(prefix)).contents().stream()
        .map(object -> object.key().substring(prefix.length()))
        .toList();
  }

  /** Everything goes into the log file; the terminal is spared how the driver was started. */
  private void show(Writer log, String line) {
    try {
      log.write(line + "\n");
      log.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (line.matches("[0-9a-f-]{36} (?!Property: |Command: ).*")) {
      out.println("         | " + line.substring(37));
    }
  }

  private void step(String format, Object... values) {
    out.printf(
        Locale.ROOT, "[%6.1f s] %s%n", seconds(begun), String.format(Locale.ROOT, format, values));
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
