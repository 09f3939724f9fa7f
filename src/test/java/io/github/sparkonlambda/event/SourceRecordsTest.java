package io.github.sparkonlambda.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkonlambda.event.SourceRecord.Header;
import io.github.sparkonlambda.event.SourceRecord.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SourceRecordsTest {
  private static final Instant TIME = Instant.parse("2026-11-24T10:00:00.5Z");
  private static final String SHARD = "shardId-000000000006:";
  private static final String LAST = "49590338271490256608559692540925702759324208523137515700";

  @Test
  void readsKafkaOfSeveralTopicsAndPartitions() {
    List<SourceRecord> records = records("msk");
    assertThat(records)
        .extracting(SourceRecord::id)
        .containsExactly("orders-0@7", "orders-0@8", "orders-1@3", "returns-0@10000000000");
    SourceRecord first = records.get(0);
    assertThat(first.key().orElseThrow()).asString(UTF_8).isEqualTo("key");
    assertThat(first.value().orElseThrow()).asString(UTF_8).isEqualTo("é");
    assertThat(first.position()).contains(new Position("orders", 0, 7));
    assertThat(first.timestamp()).contains(TIME);
    List<Header> headers = first.headers().orElseThrow();
    assertThat(headers).extracting(Header::name).containsExactly("h", "h");
    assertThat(headers.get(0).value()).containsExactly(104, -61);
    assertThat(records.get(1).key()).as("null key").isEmpty();
    assertThat(records.get(1).value()).as("null value").isEmpty();
    assertThat(records.get(3).key()).as("no key").isEmpty();
    assertThat(records("self-managed-kafka").get(0).id()).isEqualTo("clicks-3@15");
  }

  /** The third record was made by the aggregator of Amazon's own library, version 1.0.3. */
  @Test
  void readsKinesisAndTakesAggregatedRecordsApart() {
    List<SourceRecord> records = records("kinesis");
    assertThat(records)
        .extracting(SourceRecord::id)
        .element(0)
        .isEqualTo(SHARD + "49590338271490256608559692538361571095921575989136588898");
    assertThat(records.get(0).timestamp()).contains(TIME);
    assertThat(records.get(1).value().orElseThrow()).containsExactly(0xFF);
    List<SourceRecord> users = records.subList(2, records.size());
    assertThat(users)
        .extracting(SourceRecord::id)
        .containsExactly(
            SHARD + LAST + ":0", SHARD + LAST + ":1", SHARD + LAST + ":2", SHARD + LAST + ":3");
    assertThat(users)
        .extracting(user -> new String(user.key().orElseThrow(), UTF_8))
        .containsExactly("customer-1", "customer-2", "customer-1", "customer-3");
    assertThat(users)
        .extracting(user -> new String(user.value().orElseThrow(), UTF_8))
        .containsExactly(
            "{\"customer\":1,\"amount\":1.50}", "{\"customer\":2,\"amount\":2.50}", "Zoë", "");
    assertThat(users).allMatch(user -> user.sequenceNumber().orElseThrow().equals(LAST));
  }

  @Test
  void readsTheRecordsOfDynamoDbAsJson() {
    SourceRecord first = records("dynamodb").get(0);
    assertThat(first.id()).isEqualTo("c4ca4238a0b923820dcc509a6f75849b");
    assertThat(first.sequenceNumber()).contains("4421584500000000017450439091");
    assertThat(first.key().orElseThrow()).asString(UTF_8).isEqualTo("{\"Id\":{\"N\":\"101\"}}");
    assertThat(first.value().orElseThrow())
        .asString(UTF_8)
        .contains("\"eventName\":\"INSERT\"", "\"NewImage\":{\"Message\":{\"S\":\"New item!\"}");
  }

  @Test
  void readsSqsAndSns() {
    for (String fixture : List.of("sqs", "sns")) {
      SourceRecord first = records(fixture).get(0);
      assertThat(first.value().orElseThrow()).asString(UTF_8).isEqualTo("plain text");
      assertThat(first.timestamp()).contains(TIME);
    }
    assertThat(records("sqs")).hasSize(2);
  }

  @Test
  void findsNoneInOtherEvents() {
    for (String fixture : List.of("s3", "s3-eventbridge", "s3-test", "schedule", "eventbridge")) {
      assertThat(records(fixture)).isEmpty();
    }
    assertThat(Fixtures.records(Fixtures.event("{\"Records\": []}"))).isEmpty();
  }

  @Test
  void namesSourceAndFieldAndGoesOnWithTheOthers() {
    assertUnreadable("msk", "/w==", "%%%", "Kafka event: records.orders-1[0].value is not base64.");
    assertUnreadable(
        "msk", "\"offset\": 3,", "", "Kafka event: records.orders-1[0].offset is missing.");
    assertUnreadable(
        "msk", "[1]", "[999]", "Kafka event: records.orders-0[0].headers[1].h[0] is no byte.");
    assertUnreadable(
        "kinesis", "\"/w==\"", "null", "Kinesis event: Records[1].kinesis.data is missing.");
    assertUnreadable(
        "kinesis",
        "1795514401}",
        "\"x\"}",
        "Kinesis event: Records[1].kinesis.approximateArrivalTimestamp is no number.");
    assertUnreadable(
        "dynamodb",
        "\"4421584500000000017450439092\"",
        "{}",
        "DynamoDB event: Records[1].dynamodb.SequenceNumber is no text.");
    assertUnreadable(
        "sqs",
        "\"body\": \"plain text\"",
        "\"body\": [1]",
        "SQS event: Records[0].body is no text.");
    assertUnreadable(
        "sqs",
        "\"messageId\": \"059f36b4-87a3-44ab-83d2-661975830a7d\",",
        "",
        "SQS event: Records[0].messageId is missing.");
    assertUnreadable(
        "sns",
        "2026-11-24T10:00:00.500Z",
        "yesterday",
        "SNS event: Records[0].Sns.Timestamp is no time.");
  }

  /** Nanoseconds for milliseconds, which Spark could not hold. */
  @Test
  void refusesTimesBeyondAnyCalendar() {
    assertUnreadable(
        "msk",
        "1795514400502",
        "1795514400502000000",
        "Kafka event: records.orders-1[0].timestamp is no time.");
  }

  @Test
  void writesUnreadableRecordsAlikeInEachProcess() {
    assertThat(Fixtures.written(new UnreadableRecord("i", "why", List.of(1)).toMap()))
        .isEqualTo("{\"id\":\"i\",\"reason\":\"why\",\"record\":[1]}");
  }

  @Test
  void refusesRecordsThatAreNoListAtAll() {
    String event = Fixtures.json("msk").replaceFirst("\\[", "5, \"x\": [");
    assertThatThrownBy(() -> Fixtures.records(Fixtures.event(event)))
        .hasMessage("Kafka event: records.orders-0 is no list.");
  }

  private static void assertUnreadable(String fixture, String part, String bad, String reason) {
    String json = Fixtures.json(fixture);
    assertThat(json).contains(part);
    List<UnreadableRecord> unreadable = new ArrayList<>();
    List<SourceRecord> others =
        SourceRecords.in(
            Fixtures.event(json.replace(part, bad)), Fixtures::written, unreadable::add);
    assertThat(unreadable).extracting(UnreadableRecord::reason).containsExactly(reason);
    assertThat(others).hasSize(records(fixture).size() - 1);
  }

  private static List<SourceRecord> records(String fixture) {
    return Fixtures.records(Fixtures.event(Fixtures.json(fixture)));
  }
}
