package io.github.sparkonlambda.event;

import io.github.sparkonlambda.event.SourceRecord.Position;
import java.util.Optional;

/** How records are named, for the jobs and in their replies. */
final class RecordIds {
  private RecordIds() {}

  /** The id of an event's record, where it has all that the id is made of. */
  static Optional<String> id(EventNode record) {
    try {
      return switch (record.source()) {
        case KINESIS -> eventId(record, record.field("kinesis").field("sequenceNumber"));
        case DYNAMODB -> eventId(record, record.field("dynamodb").field("SequenceNumber"));
        case KAFKA -> Optional.of(kafka(position(record)));
        case SQS -> record.field("messageId").text();
        case SNS -> record.field("Sns").field("MessageId").text();
        case S3, SCHEDULE, EVENTBRIDGE, MANUAL -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> eventId(EventNode record, EventNode otherwise) {
    return record.field("eventID").text().filter(id -> !id.isEmpty()).or(otherwise::text);
  }

  static String kafka(Position position) {
    return "%s-%d@%d".formatted(position.topic(), position.partition(), position.offset());
  }

  /**
   * Where a Kafka record lies.
   *
   * @throws IllegalArgumentException naming the field that does not say
   */
  static Position position(EventNode record) {
    EventNode partition = record.field("partition");
    long number = partition.requiredNumber();
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw partition.unreadable("is no partition");
    }
    return new Position(
        record.field("topic").requiredText(),
        (int) number,
        record.field("offset").requiredNumber());
  }
}
