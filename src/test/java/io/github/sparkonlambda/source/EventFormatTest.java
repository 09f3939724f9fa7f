package io.github.sparkonlambda.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The events of each source, as AWS documents them, and what is said of records given up. */
final class EventFormatTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void kafkaHasItsRecordsByPartition() throws Exception {
    RecordHeaders headers = new RecordHeaders();
    headers.add("clé", new byte[] {104, -61});
    ConsumerRecord<byte[], byte[]> full =
        new ConsumerRecord<>(
            "to",
            0,
            7,
            1_700_000_000_000L,
            TimestampType.CREATE_TIME,
            1,
            1,
            utf8("k"),
            utf8("{}"),
            headers,
            Optional.empty());
    ConsumerRecord<byte[], byte[]> empty = new ConsumerRecord<>("to", 1, 8, null, null);
    KafkaEvents format = new KafkaEvents("a:1,b:2");
    String event = format.event(List.of(KafkaEvents.record(full), KafkaEvents.record(empty)));
    assertThat(JSON.readTree(event))
        .isEqualTo(
            JSON.readTree(
                """
                {"eventSource": "SelfManagedKafka", "bootstrapServers": "a:1,b:2",
                 "records": {
                  "to-0": [{"topic": "to", "partition": 0, "offset": 7, "timestamp": 1700000000000,
                            "timestampType": "CREATE_TIME", "key": "aw==", "value": "e30=",
                            "headers": [{"clé": [104, -61]}]}],
                  "to-1": [{"topic": "to", "partition": 1, "offset": 8, "timestamp": -1,
                            "timestampType": "NO_TIMESTAMP_TYPE", "headers": []}]}}
                """));
    assertThat(format.recordId(JSON.readTree("{\"partition\": \"to-1\", \"offset\": 8}")))
        .contains("to-1@8");
    assertThat(format.recordId(JSON.readTree("\"to-1\""))).isEmpty();
  }

  @Test
  void kinesisHasARecordWithItsShard() throws Exception {
    Record record =
        Record.builder()
            .partitionKey("é")
            .sequenceNumber("4959")
            .data(SdkBytes.fromUtf8String("{}"))
            .approximateArrivalTimestamp(Instant.ofEpochMilli(1_545_084_650_987L))
            .build();
    KinesisEvents format = new KinesisEvents("arn:aws:kinesis:eu-west-1:1:stream/s");
    JsonNode made = JSON.readTree(format.event(List.of(format.record("shardId-6", record))));
    assertThat(made)
        .isEqualTo(
            JSON.readTree(
                """
                {"Records": [{
                 "kinesis": {"kinesisSchemaVersion": "1.0", "partitionKey": "é", "sequenceNumber": "4959",
                             "data": "e30=", "approximateArrivalTimestamp": 1545084650.987},
                 "eventSource": "aws:kinesis", "eventVersion": "1.0", "eventID": "shardId-6:4959",
                 "eventName": "aws:kinesis:record", "awsRegion": "eu-west-1",
                 "invokeIdentityArn": "arn:aws:iam::123456789012:role/local",
                 "eventSourceARN": "arn:aws:kinesis:eu-west-1:1:stream/s"}]}
                """));
    assertThat(format.recordId(JSON.readTree("\"4959\""))).contains("4959");
    assertThat(format.recordId(JSON.readTree("null"))).isEmpty();
  }

  @Test
  void s3EncodesTheKeyAndCountsVersionsUp() throws Exception {
    S3Events format = new S3Events("lake");
    S3Object.Builder object =
        S3Object.builder()
            .key("in/été 1+2%2F.csv")
            .size(3L)
            .eTag("\"d41d8\"")
            .lastModified(Instant.parse("2026-11-25T07:00:00Z"));
    SourceRecord first = format.record(object.build());
    SourceRecord later =
        format.record(object.lastModified(Instant.parse("2026-11-25T07:00:01Z")).build());
    JsonNode record = JSON.readTree(format.event(List.of(first))).at("/Records/0");
    assertThat(record.path("eventSource").textValue()).isEqualTo("aws:s3");
    assertThat(record.path("eventName").textValue()).isEqualTo("ObjectCreated:Put");
    assertThat(record.path("eventTime").textValue()).isEqualTo("2026-11-25T07:00:00Z");
    assertThat(record.at("/s3/bucket/name").textValue()).isEqualTo("lake");
    JsonNode described = record.at("/s3/object");
    assertThat(described.path("key").textValue()).isEqualTo("in/%C3%A9t%C3%A9+1%2B2%252F.csv");
    assertThat(described.path("size").longValue()).isEqualTo(3);
    assertThat(described.path("eTag").textValue()).isEqualTo("d41d8");
    assertThat(JSON.readTree(later.json()).at("/s3/object/sequencer").textValue())
        .isGreaterThan(described.path("sequencer").textValue());
    assertThat(later.partition()).isEqualTo(first.partition());
    assertThat(later.id()).isNotEqualTo(first.id());
  }

  @Test
  void aBatchGivenUpIsDescribedInAFile() throws Exception {
    InstantSource clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    Destination destination = new FolderDestination(folder.resolve("failed"), clock);
    List<SourceRecord> records =
        List.of(
            new SourceRecord("to-0", "7", "to-0@7", "{}"),
            new SourceRecord("to-0", "8", "to-0@8", "{}"),
            new SourceRecord("to-1", "3", "to-1@3", "{}"));
    destination.discard(new Batch(records, 2), "broken");
    assertThat(JSON.readTree(Files.readString(folder.resolve("failed/batch-00001.json"))))
        .isEqualTo(
            JSON.readTree(
                """
                {"timestamp": "1970-01-01T00:00:00Z", "attempts": 2, "error": "broken", "batchSize": 3,
                 "positions": {"to-0": {"first": "7", "last": "8"}, "to-1": {"first": "3", "last": "3"}}}
                """));
  }

  @Test
  void settingsHaveLambdasLimits() {
    MappingSettings settings = MappingSettings.full(Duration.ZERO);
    assertThatThrownBy(() -> settings.withBatchSize(10_001)).hasMessageContaining("1 to 10000");
    assertThatThrownBy(() -> settings.withEventBytes(6_291_457)).hasMessageContaining("eventBytes");
    assertThatThrownBy(() -> settings.withAttempts(0)).hasMessageContaining("attempts 0");
    assertThatThrownBy(() -> MappingSettings.full(Duration.ofSeconds(-1)))
        .hasMessageContaining("window");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
