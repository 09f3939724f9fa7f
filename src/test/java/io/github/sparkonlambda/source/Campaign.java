package io.github.sparkonlambda.source;

import io.github.sparkonlambda.config.Framework;
import io.github.sparkonlambda.files.Folders;
import io.github.sparkonlambda.local.Arguments;
import io.github.sparkonlambda.local.Build;
import io.github.sparkonlambda.local.Maven;
import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.local.TableReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures how fast a topic of JSON records of 1 KB arrives in a table, through the local Lambda
 * and by Spark Structured Streaming, as {@code mvn -Pstreaming} starts it. Each record must be in
 * each table once. Figures go to {@code target/streaming/figures.txt}. Ends with status 1 if
 * something failed, 2 if an option was bad.
 */
public final class Campaign {
  private static final String USAGE =
      """
      mvn -Pstreaming [options]: a Kafka topic of 4 partitions into Iceberg and into Delta, once
      through the local Lambda and once by Structured Streaming's availableNow.

        -Drecords=N          JSON records of 1 KB, default 100000
        -Dmemory=MB          the function's memory, default 3008
        -Dhelp=true          this text
      """;

  private static final Path FOLDER = Build.target().resolve("streaming/work");
  private static final Path FIGURES = Build.target().resolve("streaming/figures.txt");

  /** Tells Maven that all went well. */
  private static final Path SUCCEEDED = Build.target().resolve("local/streaming-succeeded");

  /** The heap that a function of 3,008 MB gives its driver. */
  private static final int STREAMING_HEAP = 2339;

  private final List<String> lines = new ArrayList<>();
  private final long records;
  private final int memoryMegabytes;

  private Campaign(long records, int memoryMegabytes) {
    this.records = records;
    this.memoryMegabytes = memoryMegabytes;
  }

  /** Runs with {@code name=value} arguments. */
  public static void main(String[] arguments) throws Exception {
    Maven.run(
        arguments,
        SUCCEEDED,
        USAGE,
        Campaign::parse,
        campaign -> {
          campaign.run();
          return true;
        });
    System.exit(0); // Clients' own threads may still be there.
  }

  private static Campaign parse(String... arguments) {
    Arguments given = new Arguments(arguments);
    return new Campaign(given.number("records", 100_000), given.number("memory", 3008));
  }

  private void run() throws IOException, InterruptedException {
    Folders.delete(FOLDER);
    Files.createDirectories(FOLDER);
    say("load of the machine before it began: " + load());
    try (LogFile log = new LogFile(FOLDER.resolve("lambda.log"));
        S3Server s3 = S3Server.start(FOLDER);
        KafkaTraffic traffic = KafkaTraffic.start(FOLDER)) {
      for (long i = 0; i < records; i++) {
        traffic.send(i);
      }
      traffic.flush();
      say(CampaignFigure.HEADER);
      for (Framework framework : List.of(Framework.ICEBERG, Framework.DELTA)) {
        say(lambda(s3, traffic, framework, log).toString());
        say(streaming(s3, traffic, framework).toString());
      }
    }
    say("each record is in each table once; load of the machine at the end: " + load());
  }

  private CampaignFigure lambda(S3Server s3, KafkaTraffic traffic, Framework framework, LogFile log)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    try (ScriptFunction function =
            ScriptFunction.start(
                s3,
                ScriptFunction.recordsTo(framework),
                framework,
                memoryMegabytes,
                FOLDER,
                log::add);
        RecordSource source = traffic.source("campaign-" + framework)) {
      long first = System.nanoTime();
      EventSourceMapping mapping =
          new EventSourceMapping(
              source,
              function,
              MappingSettings.full(Duration.ofSeconds(1)),
              (batch, error) -> {
                throw new IOException("A batch was given up: " + error);
              },
              Clock.systemUTC());
      while (mapping.tally().settled() < records) {
        mapping.step();
      }
      long end = System.nanoTime();
      Tally.Snapshot tally = mapping.tally();
      expectEachOnce(s3, framework, function.output());
      return new CampaignFigure(
          "lambda",
          framework,
          records,
          Duration.ofNanos(end - begun),
          Duration.ofNanos(end - first),
          tally.invocations().size(),
          tally.medianInvocation());
    }
  }

  private CampaignFigure streaming(S3Server s3, KafkaTraffic traffic, Framework framework)
      throws IOException, InterruptedException {
    String bucket = "streaming-" + framework.name().toLowerCase(Locale.ROOT);
    s3.client().createBucket(b -> b.bucket(bucket));
    String output = "s3://" + bucket + "/tables";
    StreamingProcess.Times times =
        new StreamingProcess(s3, FOLDER)
            .run(traffic.address(), OrderTraffic.NAME, framework, output, STREAMING_HEAP);
    expectEachOnce(s3, framework, output);
    return new CampaignFigure(
        "availableNow", framework, records, times.process(), times.query(), 1, times.query());
  }

  private void expectEachOnce(S3Server s3, Framework framework, String output)
      throws IOException, InterruptedException {
    String format = framework.name().toLowerCase(Locale.ROOT);
    List<String> table =
        new TableReader(s3).read(format, OrderTraffic.tableOf(framework, output), 0);
    long rows = TableReader.number(table, "rows");
    long ids = TableReader.number(table, "ids");
    if (rows != records || ids != records) {
      throw new IOException(
          "%s has %d rows and %d ids of %d records".formatted(output, rows, ids, records));
    }
  }

  private void say(String line) throws IOException {
    System.out.println(line);
    lines.add(line);
    Files.write(FIGURES, lines);
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
