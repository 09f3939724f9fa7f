package io.github.sparkonlambda.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.KafkaEvent;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.S3Event;
import com.amazonaws.services.lambda.runtime.events.SNSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import io.github.sparkonlambda.config.ObjectChange;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Our reading of each event against that of Lambda's own classes for them. */
final class EventLibraryTest {
  @Test
  void agreesOnS3() {
    List<String> theirs =
        library("s3", S3Event.class).getRecords().stream()
            .map(r -> r.getS3().getBucket().getName() + r.getS3().getObject().getUrlDecodedKey())
            .toList();
    S3Work ours = S3Work.of(Fixtures.event(Fixtures.json("s3")), EnumSet.allOf(ObjectChange.class));
    assertThat(ours.objects()).extracting(o -> o.bucket() + o.key()).isEqualTo(theirs);
  }

  @Test
  void agreesOnKinesis() {
    List<String> theirs =
        library("kinesis", KinesisEvent.class).getRecords().stream()
            .map(
                r ->
                    r.getEventID()
                        + r.getKinesis().getPartitionKey()
                        + UTF_8.decode(r.getKinesis().getData())
                        + r.getKinesis()
                            .getApproximateArrivalTimestamp()
                            .toInstant()
                            .toEpochMilli())
            .toList();
    // Their class knows nothing of aggregated records, of which the third is one.
    assertThat(records("kinesis"))
        .extracting(
            r ->
                r.id()
                    + new String(r.key().orElseThrow(), UTF_8)
                    + new String(r.value().orElseThrow(), UTF_8)
                    + r.timestamp().orElseThrow().toEpochMilli())
        .startsWith(theirs.get(0), theirs.get(1));
  }

  @Test
  void agreesOnKafka() {
    for (String fixture : List.of("msk", "self-managed-kafka")) {
      List<String> theirs =
          library(fixture, KafkaEvent.class).getRecords().values().stream()
              .flatMap(List::stream)
              .map(
                  r ->
                      r.getTopic()
                          + r.getPartition()
                          + r.getOffset()
                          + r.getValue()
                          + r.getTimestamp())
              .toList();
      assertThat(records(fixture))
          .extracting(
              r ->
                  r.position().orElseThrow().topic()
                      + r.position().orElseThrow().partition()
                      + r.position().orElseThrow().offset()
                      + r.value().map(Base64.getEncoder()::encodeToString).orElse(null)
                      + r.timestamp().orElseThrow().toEpochMilli())
          .containsExactlyInAnyOrderElementsOf(theirs);
    }
  }

  @Test
  void agreesOnQueuesTopicsAndTables() {
    Stream<String> sqs =
        library("sqs", SQSEvent.class).getRecords().stream()
            .map(m -> m.getMessageId() + m.getBody());
    assertThat(named("sqs")).isEqualTo(sqs.toList());
    Stream<String> sns =
        library("sns", SNSEvent.class).getRecords().stream()
            .map(r -> r.getSNS().getMessageId() + r.getSNS().getMessage());
    assertThat(named("sns")).isEqualTo(sns.toList());
    Stream<String> table =
        library("dynamodb", DynamodbEvent.class).getRecords().stream()
            .map(r -> r.getEventID() + r.getDynamodb().getSequenceNumber());
    assertThat(records("dynamodb"))
        .extracting(r -> r.id() + r.sequenceNumber().orElseThrow())
        .isEqualTo(table.toList());
  }

  @Test
  void repliesAsTheirClassesDo() {
    String message = "059f36b4-87a3-44ab-83d2-661975830a7d";
    var sqs = new SQSBatchResponse(List.of(new SQSBatchResponse.BatchItemFailure(message)));
    assertThat(reply("sqs", message)).isEqualTo(tree(sqs, SQSBatchResponse.class));
    String number = "4421584500000000017450439092";
    var streams =
        StreamsEventResponse.builder()
            .withBatchItemFailures(List.of(new StreamsEventResponse.BatchItemFailure(number)))
            .build();
    assertThat(reply("dynamodb", number)).isEqualTo(tree(streams, StreamsEventResponse.class));
  }

  private static Map<String, Object> reply(String fixture, String failed) {
    JobEvent event = JobEvent.of("id", Fixtures.fields(Fixtures.json(fixture)));
    return event.failedItems(List.of(failed), Fixtures.TAKERS);
  }

  private static <T> Map<String, Object> tree(T response, Class<T> type) {
    var out = new java.io.ByteArrayOutputStream();
    LambdaEventSerializers.serializerFor(type, EventLibraryTest.class.getClassLoader())
        .toJson(response, out);
    return Fixtures.fields(out.toString(UTF_8));
  }

  private static List<String> named(String fixture) {
    return records(fixture).stream()
        .map(r -> r.id() + r.value().map(value -> new String(value, UTF_8)).orElse(""))
        .toList();
  }

  private static List<SourceRecord> records(String fixture) {
    return Fixtures.records(Fixtures.event(Fixtures.json(fixture)));
  }

  private static <T> T library(String fixture, Class<T> type) {
    return Optional.of(Fixtures.json(fixture))
        .map(
            LambdaEventSerializers.serializerFor(type, EventLibraryTest.class.getClassLoader())
                ::fromJson)
        .orElseThrow();
  }
}
