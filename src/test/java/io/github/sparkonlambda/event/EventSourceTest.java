package io.github.sparkonlambda.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventSourceTest {
  @ParameterizedTest
  @CsvSource({
    "s3, S3",
    "s3-eventbridge, S3",
    "s3-test, S3",
    "s3-in-sqs, SQS",
    "s3-in-sns-in-sqs, SQS",
    "kinesis, KINESIS",
    "msk, KAFKA",
    "self-managed-kafka, KAFKA",
    "sqs, SQS",
    "sns, SNS",
    "dynamodb, DYNAMODB",
    "schedule, SCHEDULE",
    "eventbridge, EVENTBRIDGE"
  })
  void recognisesEachSource(String fixture, EventSource source) {
    assertThat(Fixtures.event(Fixtures.json(fixture)).source()).isEqualTo(source);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"Records\": []}",
        "{\"Records\": \"x\"}",
        "{\"Records\": [1]}",
        "{\"Records\": [{\"eventSource\": \"aws:ses\"}]}",
        "{\"records\": [{\"a\": 1}]}",
        "{\"records\": {\"a\": 1}}",
        "{\"eventSource\": \"aws:rabbitmq\", \"records\": {\"a\": []}}",
        "{\"Event\": \"other\"}"
      })
  void takesAnythingElseAsSentByHand(String json) {
    assertThat(Fixtures.event(json).source()).isEqualTo(EventSource.MANUAL);
  }

  @Test
  void recognisesABatchWhoseFirstRecordOrListCannotBeRead() {
    assertThat(Fixtures.event("{\"Records\": [null, {\"eventSource\": \"aws:kinesis\"}]}").source())
        .isEqualTo(EventSource.KINESIS);
    assertThat(Fixtures.event("{\"eventSource\": \"aws:kafka\", \"records\": []}").source())
        .isEqualTo(EventSource.KAFKA);
    assertThat(
            Fixtures.event("{\"source\": \"aws.s3\", \"detail-type\": \"Object Created\"}")
                .source())
        .isEqualTo(EventSource.S3);
  }

  /** An event of a test or of a server like S3 may have less in it than Lambda's. */
  @Test
  void looksAtTheRecordsWhereNoSourceIsNamed() {
    assertThat(Fixtures.event("{\"Records\": [{\"kinesis\": {}}]}").source())
        .isEqualTo(EventSource.KINESIS);
    assertThat(Fixtures.event("{\"records\": {\"t-0\": []}}").source())
        .isEqualTo(EventSource.KAFKA);
    assertThat(Fixtures.event("{\"Records\": [{\"eventSource\": \"minio:s3\"}]}").source())
        .isEqualTo(EventSource.S3);
  }
}
