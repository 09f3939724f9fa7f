package io.github.sparkonlambda.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.event.SourceRecord.Header;
import io.github.sparkonlambda.event.SourceRecord.Position;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads the records of an event from Kinesis, Kafka, DynamoDB, SQS or SNS. Those that the Kinesis
 * Producer Library has put into one come singly.
 */
public final class SourceRecords {
  /** The year 9999. */
  private static final long MOST_MILLIS = 253_402_300_799_999L;

  private final EventNode event;
  private final Function<Object, String> json;
  private final Consumer<UnreadableRecord> unreadable;
  private final List<SourceRecord> records = new ArrayList<>();

  private SourceRecords(
      EventNode event, Function<Object, String> json, Consumer<UnreadableRecord> unreadable) {
    this.event = requireNonNull(event, "event");
    this.json = requireNonNull(json, "json");
    this.unreadable = requireNonNull(unreadable, "unreadable");
  }

  /**
   * The records in the event's order; none of other events.
   *
   * @param json writes a part of the event as JSON
   * @param unreadable takes each record that cannot be read
   * @throws IllegalArgumentException naming source and field, if it is not only a record that
   *     cannot be read
   */
  public static List<SourceRecord> in(
      EventNode event, Function<Object, String> json, Consumer<UnreadableRecord> unreadable) {
    SourceRecords reader = new SourceRecords(event, json, unreadable);
    reader.read();
    return reader.records;
  }

  private void read() {
    switch (event.source()) {
      case KAFKA -> {
        for (EventNode partition : event.field("records").fields().values()) {
          partition.requiredElements().forEach(this::read);
        }
      }
      case KINESIS, DYNAMODB, SQS, SNS -> event.field("Records").elements().forEach(this::read);
      case S3, SCHEDULE, EVENTBRIDGE, MANUAL -> {
        // They carry none.
      }
    }
  }

  private void read(EventNode node) {
    try {
      records.addAll(recordsOf(node));
    } catch (IllegalArgumentException e) {
      unreadable.accept(UnreadableRecord.of(node, e));
    }
  }

  private List<SourceRecord> recordsOf(EventNode node) {
    if (event.source() != EventSource.KAFKA && !event.source().sent(node)) {
      throw node.unreadable(EventSource.ANOTHER);
    }
    return switch (event.source()) {
      case KAFKA -> List.of(kafka(node));
      case KINESIS -> kinesis(node);
      case DYNAMODB -> List.of(dynamoDb(node));
      case SQS -> List.of(sqs(node));
      case SNS -> List.of(sns(node.field("Sns")));
      case S3, SCHEDULE, EVENTBRIDGE, MANUAL -> List.of();
    };
  }

  private static SourceRecord kafka(EventNode record) {
    Position position = RecordIds.position(record);
    return new SourceRecord(
        RecordIds.kafka(position),
        record.field("key").bytes(),
        record.field("value").bytes(),
        Optional.of(position),
        Optional.empty(),
        record.field("timestamp").number().map(ms -> instant(record.field("timestamp"), ms)),
        Optional.of(headers(record.field("headers"))));
  }

  /** A header is an object with its name and a list of signed bytes; of some tools, base64. */
  private static List<Header> headers(EventNode headers) {
    List<Header> list = new ArrayList<>();
    for (EventNode header : headers.elements()) {
      header.fields().forEach((name, value) -> list.add(new Header(name, bytes(value))));
    }
    return list;
  }

  private static byte[] bytes(EventNode header) {
    if (!header.isList()) {
      return header.bytes().orElse(new byte[0]);
    }
    List<EventNode> elements = header.elements();
    byte[] bytes = new byte[elements.size()];
    for (int i = 0; i < bytes.length; i++) {
      long value = elements.get(i).requiredNumber();
      if (value < Byte.MIN_VALUE || value > 0xFF) {
        throw elements.get(i).unreadable("is no byte");
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }

  private static List<SourceRecord> kinesis(EventNode record) {
    EventNode kinesis = record.field("kinesis");
    String number = kinesis.field("sequenceNumber").requiredText();
    String id = RecordIds.id(record).orElse(number);
    byte[] data = kinesis.field("data").bytes().orElseThrow(() -> missing(kinesis.field("data")));
    Optional<byte[]> key = kinesis.field("partitionKey").text().map(text -> text.getBytes(UTF_8));
    Optional<Instant> arrived = seconds(kinesis.field("approximateArrivalTimestamp"));
    Optional<List<KinesisAggregate.UserRecord>> aggregated = aggregated(kinesis, data);
    if (aggregated.isEmpty()) {
      return List.of(kinesis(id, key, data, number, arrived));
    }
    List<SourceRecord> users = new ArrayList<>();
    for (KinesisAggregate.UserRecord user : aggregated.get()) {
      Optional<byte[]> own = Optional.of(user.partitionKey().getBytes(UTF_8));
      users.add(kinesis(id + ":" + users.size(), own, user.data(), number, arrived));
    }
    return users;
  }

  private static IllegalArgumentException missing(EventNode field) {
    return field.unreadable("is missing");
  }

  private static Optional<List<KinesisAggregate.UserRecord>> aggregated(
      EventNode kinesis, byte[] data) {
    try {
      return KinesisAggregate.read(data);
    } catch (IllegalArgumentException e) {
      throw kinesis.field("data").unreadable("is no aggregated record: " + e.getMessage());
    }
  }

  private static SourceRecord kinesis(
      String id, Optional<byte[]> key, byte[] data, String number, Optional<Instant> arrived) {
    return new SourceRecord(
        id,
        key,
        Optional.of(data),
        Optional.empty(),
        Optional.of(number),
        arrived,
        Optional.empty());
  }

  /** Its value is the whole record: what happened, the keys and the item before and after. */
  private SourceRecord dynamoDb(EventNode record) {
    EventNode stream = record.field("dynamodb");
    String number = stream.field("SequenceNumber").requiredText();
    if (!stream.field("Keys").isObject()) {
      throw stream.field("Keys").unreadable("is missing or no object");
    }
    return new SourceRecord(
        RecordIds.id(record).orElse(number),
        Optional.of(json.apply(stream.field("Keys").value()).getBytes(UTF_8)),
        Optional.of(json.apply(record.value()).getBytes(UTF_8)),
        Optional.empty(),
        Optional.of(number),
        seconds(stream.field("ApproximateCreationDateTime")),
        Optional.empty());
  }

  private static SourceRecord sqs(EventNode message) {
    EventNode sent = message.field("attributes").field("SentTimestamp");
    return message(
        message.field("messageId"),
        message.field("body"),
        sent.number().map(ms -> instant(sent, ms)));
  }

  private static SourceRecord sns(EventNode sns) {
    EventNode time = sns.field("Timestamp");
    return message(
        sns.field("MessageId"), sns.field("Message"), time.text().map(text -> instant(time, text)));
  }

  private static SourceRecord message(EventNode id, EventNode body, Optional<Instant> sent) {
    String text = body.text().orElseThrow(() -> missing(body));
    return new SourceRecord(
        id.requiredText(),
        Optional.empty(),
        Optional.of(text.getBytes(UTF_8)),
        Optional.empty(),
        Optional.empty(),
        sent,
        Optional.empty());
  }

  private static Instant instant(EventNode time, String text) {
    try {
      return instant(time, Instant.parse(text).toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw time.unreadable("is no time");
    }
  }

  /** Seconds since 1970 with a fraction. */
  private static Optional<Instant> seconds(EventNode time) {
    return time.decimal().map(seconds -> instant(time, seconds));
  }

  private static Instant instant(EventNode time, BigDecimal seconds) {
    try {
      BigDecimal millis = seconds.movePointRight(3).setScale(0, RoundingMode.HALF_UP);
      return instant(time, millis.longValueExact());
    } catch (ArithmeticException e) {
      throw time.unreadable("is no time");
    }
  }

  /** Spark counts microseconds in a long, and rebases days of long ago. */
  private static Instant instant(EventNode time, long millis) {
    if (Math.abs(millis) > MOST_MILLIS) {
      throw time.unreadable("is no time");
    }
    return Instant.ofEpochMilli(millis);
  }
}
