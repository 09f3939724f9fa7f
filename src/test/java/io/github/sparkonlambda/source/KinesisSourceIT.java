package io.github.sparkonlambda.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sparkonlambda.config.Framework;
import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.local.TableReaders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** A Kinesis stream of two shards, the mapping and a sandbox, where the machine has a server. */
final class KinesisSourceIT {
  private static final int RECORDS = 40;
  private static final String STREAM = "orders-" + System.nanoTime();

  @TempDir Path folder;

  @Test
  void bringsEachRecordIntoTheTableOnce() throws Exception {
    if (!KinesisServer.isAvailable()) {
      System.out.println("KinesisSourceIT is skipped: it " + KinesisServer.HOW_TO_ENABLE);
    }
    assumeTrue(KinesisServer.isAvailable(), KinesisServer.HOW_TO_ENABLE);
    Map<String, String> settled = new HashMap<>();
    try (S3Server s3 = S3Server.start(folder);
        KinesisServer kinesis = KinesisServer.start(folder);
        ScriptFunction function = function(s3)) {
      kinesis.createStream(STREAM, 2);
      send(kinesis.client(), 0);
      assertThat(run(kinesis.client(), function, settled).read()).isEqualTo(RECORDS);
      send(kinesis.client(), RECORDS);
      // Another source goes on where the first one was.
      assertThat(run(kinesis.client(), function, settled).read()).isEqualTo(RECORDS);
      assertThat(settled).hasSize(2);
      assertThat(new TableReaders(s3).deltaNumbers(function.output(), "customer"))
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 2 * RECORDS).boxed().toList());
    }
  }

  private ScriptFunction function(S3Server s3) throws IOException, InterruptedException {
    return ScriptFunction.start(
        s3, ScriptFunction.recordsTo(Framework.DELTA), Framework.DELTA, 1769, folder, line -> {});
  }

  private static Tally.Snapshot run(
      KinesisClient client, ScriptFunction function, Map<String, String> settled) throws Exception {
    try (KinesisSource source = new KinesisSource(client, STREAM, settled)) {
      EventSourceMapping mapping =
          new EventSourceMapping(
              source,
              function,
              MappingSettings.full(Duration.ofSeconds(1)),
              (batch, error) -> {
                throw new AssertionError(error);
              },
              Clock.systemUTC());
      int idle = 0;
      while (mapping.tally().settled() < RECORDS && idle < 60) {
        idle = mapping.step() ? 0 : idle + 1;
      }
      return mapping.tally();
    }
  }

  private static void send(KinesisClient client, int first) {
    for (int i = first; i < first + RECORDS; i++) {
      long customer = i;
      client.putRecord(
          b ->
              b.streamName(STREAM)
                  .partitionKey("customer " + customer)
                  .data(SdkBytes.fromByteArray(Orders.of(customer))));
    }
  }
}
