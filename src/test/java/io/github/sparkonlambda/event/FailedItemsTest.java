package io.github.sparkonlambda.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FailedItemsTest {
  private static final String FIRST = "49590338271490256608559692538361571095921575989136588898";
  private static final String LAST = "49590338271490256608559692540925702759324208523137515700";

  @Test
  void namesSequenceNumbersOfKinesisTheLowestFirst() {
    assertThat(
            identifiers(
                "kinesis",
                "shardId-000000000006:" + LAST + ":2",
                "shardId-000000000006:" + LAST,
                FIRST))
        .containsExactly(FIRST, LAST);
    assertThat(identifiers("dynamodb", "c81e728d9d4c2f636f067f89cc14862c"))
        .containsExactly("4421584500000000017450439092");
  }

  @Test
  void namesPartitionAndOffsetOfKafka() {
    assertThat(
            identifiers(
                "msk",
                "returns-0@10000000000",
                "orders-0@8",
                Map.of("partition", "orders-0", "offset", "7")))
        .containsExactly(
            Map.of("partition", "orders-0", "offset", 7L),
            Map.of("partition", "orders-0", "offset", 8L),
            Map.of("partition", "returns-0", "offset", 10_000_000_000L));
  }

  @Test
  void namesMessagesOfSqsAlsoByTheObjectsInThem() {
    assertThat(
            identifiers(
                "sqs",
                "2e1424d4-f796-459a-8184-9c92662be6da",
                "059f36b4-87a3-44ab-83d2-661975830a7d"))
        .containsExactly(
            "059f36b4-87a3-44ab-83d2-661975830a7d", "2e1424d4-f796-459a-8184-9c92662be6da");
    assertThat(identifiers("s3-in-sqs", "s3://lake/in/d.csv", "m4", "m1"))
        .containsExactly("m1", "m4");
  }

  /** Which of them the job has read, only it knows. */
  @Test
  void namesAllMessagesThatBroughtAnObject() {
    String twice = Fixtures.json("s3-in-sqs").replace("in/old.csv", "in/d.csv");
    assertThat(
            FailedItems.identifiers(
                Fixtures.event(twice), List.of("s3://lake/in/d.csv"), Fixtures.TAKERS))
        .containsExactly("m1", "m2");
  }

  @Test
  void refusesWhatLambdaCannotBeTold() {
    assertThat(identifiers("s3")).isEmpty();
    assertThatThrownBy(() -> identifiers("s3", "s3://lake/in/d.csv"))
        .hasMessage(
            "failedItems names 1, but no part of this S3 event can be sent again: let the job"
                + " fail");
    assertThatThrownBy(() -> identifiers("msk", "orders-0@9"))
        .hasMessage("failedItems names orders-0@9, which is not in the Kafka event");
    assertThatThrownBy(() -> identifiers("kinesis", "shardId-000000000006:" + LAST + ":99"))
        .hasMessageContaining("which is not in the Kinesis event");
    assertThatThrownBy(() -> identifiers("kinesis", "orders-0@9"))
        .hasMessage("failedItems names orders-0@9, which is not in the Kinesis event");
  }

  @Test
  void namesTheOthersOfABatchWithAnUnreadableRecord() {
    String event = Fixtures.json("msk").replace("\"offset\": 3,", "");
    assertThat(
            FailedItems.identifiers(Fixtures.event(event), List.of("orders-0@8"), Fixtures.TAKERS))
        .hasSize(1);
  }

  private static List<Object> identifiers(String fixture, Object... failed) {
    return FailedItems.identifiers(
        Fixtures.event(Fixtures.json(fixture)), List.of(failed), Fixtures.TAKERS);
  }
}
