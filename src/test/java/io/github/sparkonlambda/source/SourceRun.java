package io.github.sparkonlambda.source;

import io.github.sparkonlambda.files.Folders;
import io.github.sparkonlambda.local.Build;
import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.local.TableReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The live demonstration of an event source, from its producer to the table's own reader. */
final class SourceRun {
  private static final Path FOLDER = Build.target().resolve("local/source");
  private static final Path GIVEN_UP = FOLDER.resolve("failed");
  private static final int PROGRESS_SECONDS = 2;
  private static final int SHOWN_ROWS = 5;
  private static final int SHOWN_CHARACTERS = 200;

  private final long begun = System.nanoTime();
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private final SourceOptions options;

  SourceRun(SourceOptions options) {
    this.options = options;
  }

  /** Whether every record is in the table once. */
  boolean run() throws IOException, InterruptedException {
    Folders.delete(FOLDER);
    Files.createDirectories(FOLDER);
    step("starting the servers");
    try (LogFile log = new LogFile(FOLDER.resolve("lambda.log"));
        S3Server s3 = S3Server.start(FOLDER);
        Traffic traffic = traffic(s3)) {
      Path script = options.script().orElseGet(() -> traffic.sample(options.framework()));
      step("starting the sandbox: %d MB, %s", options.memoryMegabytes(), script);
      try (ScriptFunction function =
              ScriptFunction.start(
                  s3, script, options.framework(), options.memoryMegabytes(), FOLDER, log::add);
          RecordSource source = traffic.source()) {
        Invoker logged =
            event -> {
              var outcome = function.invoke(event);
              if (outcome.failed()) {
                step("FAILED %s: %s", outcome.errorType(), firstLine(outcome.errorMessage()));
              } else if (outcome.body().contains("itemIdentifier")) {
                step("DONE IN PART %s", shortened(outcome.body()));
              }
              return outcome;
            };
        EventSourceMapping mapping =
            new EventSourceMapping(
                source,
                logged,
                options.settings(),
                new FolderDestination(GIVEN_UP, Clock.systemUTC()),
                Clock.systemUTC());
        double seconds = bringAll(traffic, mapping);
        boolean complete = show(s3, traffic, function, mapping.tally(), seconds);
        out.printf("%nFiles: %s%n", FOLDER);
        return complete;
      }
    }
  }

  private Traffic traffic(S3Server s3) throws IOException, InterruptedException {
    return switch (options.kind()) {
      case S3 -> S3Traffic.start(s3, FOLDER.resolve("traffic"));
      case KAFKA -> KafkaTraffic.start(FOLDER);
      case KINESIS -> KinesisTraffic.start(FOLDER);
    };
  }

  private double bringAll(Traffic traffic, EventSourceMapping mapping)
      throws IOException, InterruptedException {
    step("%,d records, %,d a second", options.records(), options.rate());
    long start = System.nanoTime();
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try (PacedProducer producer = new PacedProducer(traffic, options.rate(), options.records())) {
      Runnable line = () -> progress(traffic, producer, mapping.tally());
      var unused =
          clock.scheduleAtFixedRate(line, PROGRESS_SECONDS, PROGRESS_SECONDS, TimeUnit.SECONDS);
      while (mapping.tally().settled() < options.records()) {
        producer.sent(); // Or why it does not produce.
        mapping.step();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      clock.shutdownNow();
      progress(traffic, producer, mapping.tally());
      return seconds;
    } finally {
      clock.shutdownNow();
    }
  }

  private void progress(Traffic traffic, PacedProducer producer, Tally.Snapshot tally) {
    long sent;
    try {
      sent = producer.sent();
    } catch (IOException e) {
      return; // The mapping's thread says it.
    }
    step(
        "records in %,7d | batches %,4d | rows committed %,7d | given up %,d | lag %,7d",
        sent,
        tally.invocations().size(),
        traffic.rows(tally.done()),
        tally.discarded(),
        sent - tally.settled());
  }

  private boolean show(
      S3Server s3, Traffic traffic, ScriptFunction function, Tally.Snapshot tally, double seconds)
      throws IOException, InterruptedException {
    step(
        "%,.0f records a second, %d invocations, %d of them in vain, median %.2f s",
        tally.done() / seconds,
        tally.invocations().size(),
        tally.inVain(),
        tally.medianInvocation().toMillis() / 1000.0);
    if (tally.discarded() > 0) {
      step("%,d records given up, noted with their errors in %s", tally.discarded(), GIVEN_UP);
    }
    String path = traffic.table(options.framework(), function.output());
    step("reading %s with a session of its own", path);
    String format = options.framework().name().toLowerCase(Locale.ROOT);
    List<String> table = new TableReader(s3).read(format, path, SHOWN_ROWS);
    long rows = TableReader.number(table, "rows");
    long ids = TableReader.number(table, "ids");
    long expected = traffic.rows(options.records());
    step("%s table, %,d rows of %,d, with %,d ids", format, rows, expected, ids);
    table.stream().filter(line -> line.matches("[|+].*")).forEach(out::println);
    return rows == expected && ids == expected;
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }

  private static String shortened(String reply) {
    return reply.length() <= SHOWN_CHARACTERS
        ? reply
        : reply.substring(0, SHOWN_CHARACTERS) + "...";
  }

  private void step(String format, Object... values) {
    out.printf(
        Locale.ROOT,
        "[%6.1f s] %s%n",
        (System.nanoTime() - begun) / 1e9,
        String.format(Locale.ROOT, format, values));
  }
}
