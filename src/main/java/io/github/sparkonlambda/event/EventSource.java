package io.github.sparkonlambda.event;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.config.BatchSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Who sent an event, which says what is in it and how a failure in part is told. */
public enum EventSource {
  /** S3's own notification, or S3's event by EventBridge. */
  S3("S3 event", null),
  /** A batch of a Kinesis stream's shard. */
  KINESIS("Kinesis event", BatchSource.KINESIS),
  /** A batch of Kafka, of MSK or self-managed, from one topic or several. */
  KAFKA("Kafka event", BatchSource.KAFKA),
  /** A batch of a DynamoDB stream's shard. */
  DYNAMODB("DynamoDB event", BatchSource.DYNAMODB),
  /** Messages of a queue, perhaps with S3's notifications or SNS's in them. */
  SQS("SQS event", BatchSource.SQS),
  /** A message of a topic, perhaps with S3's notification in it. */
  SNS("SNS event", null),
  /** A schedule of EventBridge. */
  SCHEDULE("scheduled event", null),
  /** Any other event of EventBridge. */
  EVENTBRIDGE("EventBridge event", null),
  /** Whatever else: an event by hand, of a test, of a workflow. */
  MANUAL("event", null);

  /** Of a record that is not of the source that its batch is of. */
  static final String ANOTHER = "is null or of another source than the batch";

  private final String label;
  private final Optional<BatchSource> batch;

  EventSource(String label, BatchSource batch) {
    this.label = requireNonNull(label, "label");
    this.batch = Optional.ofNullable(batch);
  }

  /** As messages begin that are about an event of this source. */
  public String label() {
    return label;
  }

  /** If its events are batches, of which Lambda can send a part again, what settings call it. */
  public Optional<BatchSource> batch() {
    return batch;
  }

  /** Whether a record is of this source. */
  boolean sent(EventNode record) {
    return ofRecord(record).equals(Optional.of(this));
  }

  static EventSource of(EventNode event) {
    if (isKafka(event)) {
      return KAFKA;
    }
    if (event.field("Records").isList()) {
      return ofRecords(event.field("Records")).orElse(MANUAL);
    }
    if (event.has("detail-type")) {
      return ofEventBridge(event);
    }
    return S3Objects.isTest(event) ? S3 : MANUAL;
  }

  /** The name is Lambda's; a batch without one must still look like a batch. */
  private static boolean isKafka(EventNode event) {
    Object source = event.field("eventSource").value();
    EventNode records = event.field("records");
    return source == null
        ? records.isObject() && records.fields().values().stream().allMatch(EventNode::isList)
        : source.equals("aws:kafka") || source.equals("SelfManagedKafka");
  }

  /** The first record usually says it; if it cannot be read, the batch is what the others are. */
  static Optional<EventSource> ofRecords(EventNode records) {
    return records.stream().flatMap(record -> ofRecord(record).stream()).findFirst();
  }

  private static EventSource ofEventBridge(EventNode event) {
    if (S3Objects.isOfEventBridge(event)) {
      return S3;
    }
    return "Scheduled Event".equals(event.field("detail-type").value()) ? SCHEDULE : EVENTBRIDGE;
  }

  /** By the source's name or, where there is none, by the part that only its records have. */
  private static Optional<EventSource> ofRecord(EventNode record) {
    Object name = record.field("eventSource").value();
    Object named = name == null ? record.field("EventSource").value() : name;
    if (named != null) {
      // Servers like S3 put their own name before the colon.
      String service = named.toString().replaceFirst("^[^:]*:", "").toLowerCase(Locale.ROOT);
      return Optional.ofNullable(SERVICES.get(service));
    }
    return PARTS.entrySet().stream()
        .filter(part -> record.has(part.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static final Map<String, EventSource> SERVICES =
      Map.of("s3", S3, "kinesis", KINESIS, "dynamodb", DYNAMODB, "sqs", SQS, "sns", SNS);

  private static final Map<String, EventSource> PARTS =
      Map.of("s3", S3, "kinesis", KINESIS, "dynamodb", DYNAMODB, "body", SQS, "Sns", SNS);
}
