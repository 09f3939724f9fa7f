package io.github.sparkonlambda.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.config.Framework;
import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.local.TableReaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Kafka broker, the mapping and a sandbox: what arrives in a table, and what is sent again. */
final class KafkaSourceIT {
  private static final int PARTITIONS = 4;
  private static final Path SAMPLE = ScriptFunction.recordsTo(Framework.ICEBERG);
  private static final MappingSettings SETTINGS = MappingSettings.full(Duration.ofSeconds(2));

  /** Does the first record of an event and names all others as failed. */
  private static final String ONE_AT_A_TIME =
      """
      import io.github.sparkonlambda.job.Invocation;
      import java.util.List;
      import org.apache.spark.sql.Row;

      public class RecordsToIceberg {
        public static void main(String[] args) {
          Invocation invocation = Invocation.current();
          List<Row> ids = invocation.records().select("id").orderBy("partition", "offset").collectAsList();
          invocation.failedItems(ids.stream().skip(1).map(id -> id.getString(0)).toList());
        }
      }
      """;

  @TempDir static Path folder;
  private static S3Server s3;
  private static KafkaServer kafka;
  private static ScriptFunction function;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    s3 = S3Server.start(folder);
    // Starts Spark meanwhile.
    function = ScriptFunction.start(s3, SAMPLE, Framework.ICEBERG, 1769, folder, line -> {});
    kafka = KafkaServer.start(folder);
  }

  @AfterAll
  static void stop() {
    function.close();
    s3.close();
    kafka.close();
  }

  @Test
  void bringsEachRecordIntoTheTableOnceAndABadOneToTheDestination() throws Exception {
    kafka.createTopic("orders", PARTITIONS);
    send("orders", 0, 200);
    Path failed = folder.resolve("failed");
    Destination destination = new FolderDestination(failed, Clock.systemUTC());
    function.replaceScript(SAMPLE);
    Tally.Snapshot first = run("orders", function, SETTINGS.withBatchSize(150), destination, 200);
    assertThat(first.done()).isEqualTo(200);
    assertThat(first.invocations()).hasSizeBetween(2, 4);
    send("orders", 200, 20);
    sendBad("orders");
    // Another mapping of the group begins after what the first one has settled.
    Tally.Snapshot second =
        run("orders", function, SETTINGS.withAttempts(1).withBisect(), destination, 21);
    assertThat(second.read()).isEqualTo(21);
    assertThat(second.done()).isEqualTo(20);
    assertThat(second.discarded()).isEqualTo(1);
    assertThat(new TableReaders(s3).icebergNumbers(function.output() + "/lake/orders", "customer"))
        .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 220).boxed().toList());
    assertThat(Files.readString(failed.resolve("batch-00001.json")))
        .contains("\"orders-3\"", "MALFORMED_RECORD_IN_PARSING", "\"batchSize\" : 1");
  }

  @Test
  void sendsOnlyTheRecordsAgainThatTheReplyNames() throws Exception {
    kafka.createTopic("parts", PARTITIONS);
    send("parts", 0, 4);
    Path job = folder.resolve(SAMPLE.getFileName());
    function.replaceScript(Files.writeString(job, ONE_AT_A_TIME));
    List<String> events = new ArrayList<>();
    Tally.Snapshot tally =
        run(
            "parts",
            event -> {
              events.add(event);
              return function.invoke(event);
            },
            SETTINGS,
            (batch, error) -> {
              throw new AssertionError(error);
            },
            4);
    assertThat(tally.done()).isEqualTo(4);
    assertThat(tally.inVain()).isEqualTo(3);
    assertThat(events.stream().map(event -> event.split("\"offset\"").length - 1))
        .containsExactly(4, 3, 2, 1);
  }

  private static Tally.Snapshot run(
      String topic, Invoker function, MappingSettings settings, Destination destination, int count)
      throws Exception {
    try (KafkaSource source = new KafkaSource(kafka.address(), topic, "group")) {
      EventSourceMapping mapping =
          new EventSourceMapping(source, function, settings, destination, Clock.systemUTC());
      int idle = 0;
      while (mapping.tally().settled() < count && idle < 60) {
        idle = mapping.step() ? 0 : idle + 1;
      }
      return mapping.tally();
    }
  }

  private static void send(String topic, int first, int count) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = KafkaProducers.to(kafka.address())) {
      List<Future<?>> sent = new ArrayList<>();
      for (int i = first; i < first + count; i++) {
        byte[] key = Integer.toString(i).getBytes(StandardCharsets.UTF_8);
        sent.add(producer.send(new ProducerRecord<>(topic, i % PARTITIONS, key, Orders.of(i))));
      }
      for (Future<?> record : sent) {
        record.get();
      }
    }
  }

  private static void sendBad(String topic) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer = KafkaProducers.to(kafka.address())) {
      byte[] bad = "no JSON".getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(topic, PARTITIONS - 1, null, bad)).get();
    }
  }
}
