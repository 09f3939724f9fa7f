package io.github.sparkonlambda.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** The records of an event from Kinesis, Kafka, SQS or SNS. */
final class EventRecords {
  /**
   * A record's columns; those that its source does not know are null.
   *
   * <ul>
   *   <li>{@code id} names it within its source: shard and sequence number, message id, or {@code
   *       topic-partition@offset}
   *   <li>{@code key} partition key of Kinesis, key of Kafka as UTF-8
   *   <li>{@code value} as UTF-8, null if it is not; {@code bytes} as it came
   *   <li>{@code topic}, {@code partition}, {@code offset} of Kafka
   *   <li>{@code sequence_number} of Kinesis
   *   <li>{@code timestamp} of arrival, or Kafka's own
   *   <li>{@code headers} of Kafka, in their order
   * </ul>
   */
  static final StructType SCHEMA =
      StructType.fromDDL(
          "id STRING, key STRING, value STRING, bytes BINARY, topic STRING, partition INT,"
              + " offset BIGINT, sequence_number STRING, timestamp TIMESTAMP,"
              + " headers ARRAY<STRUCT<key: STRING, value: BINARY>>");

  private static final double MILLIS = 1000;

  private final EventNode event;

  EventRecords(JsonNode event) {
    this.event = new EventNode("", requireNonNull(event, "event"));
  }

  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    if (event.field("records").json().isObject()) {
      for (EventNode partition : event.field("records").fields().values()) {
        partition.elements().forEach(record -> rows.add(kafka(record)));
      }
    } else if (event.field("Records").json().isArray()) {
      for (EventNode record : event.field("Records").elements()) {
        row(record).ifPresent(rows::add);
      }
    }
    return rows;
  }

  private static Optional<Row> row(EventNode record) {
    if (record.has("kinesis")) {
      return Optional.of(kinesis(record.field("kinesis"), record.field("eventID").text()));
    }
    if (record.has("messageId") && record.has("body")) {
      return Optional.of(sqs(record));
    }
    return record.has("Sns") ? Optional.of(sns(record.field("Sns"))) : Optional.empty();
  }

  private static Row kafka(EventNode record) {
    String topic = record.field("topic").requiredText();
    long partition = record.field("partition").number().orElseThrow(missing(record, "partition"));
    long offset = record.field("offset").number().orElseThrow(missing(record, "offset"));
    byte[] value = record.field("value").bytes().orElse(null);
    return RowFactory.create(
        topic + "-" + partition + "@" + offset,
        utf8(record.field("key").bytes().orElse(null)),
        utf8(value),
        value,
        topic,
        (int) partition,
        offset,
        null,
        record.field("timestamp").number().map(Timestamp::new).orElse(null),
        headers(record.field("headers")));
  }

  private static Supplier<IllegalArgumentException> missing(EventNode record, String name) {
    return () -> record.field(name).unreadable("is missing");
  }

  /** Lambda hands a header over as one object with its name and a list of signed bytes. */
  private static List<Row> headers(EventNode headers) {
    List<Row> rows = new ArrayList<>();
    for (EventNode header : headers.elements()) {
      header.fields().forEach((name, value) -> rows.add(RowFactory.create(name, bytes(value))));
    }
    return rows;
  }

  private static byte[] bytes(EventNode header) {
    List<EventNode> elements = header.elements();
    byte[] bytes = new byte[elements.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = elements.get(i).number().orElse(0L).byteValue();
    }
    return bytes;
  }

  /** A sequence number is one of a shard's; the event's id has both. */
  private static Row kinesis(EventNode record, Optional<String> id) {
    String number = record.field("sequenceNumber").requiredText();
    byte[] value = record.field("data").bytes().orElseThrow(missing(record, "data"));
    JsonNode arrived = record.field("approximateArrivalTimestamp").json();
    Timestamp time =
        arrived.isNumber() ? new Timestamp(Math.round(arrived.doubleValue() * MILLIS)) : null;
    return RowFactory.create(
        id.orElse(number),
        record.field("partitionKey").text().orElse(null),
        utf8(value),
        value,
        null,
        null,
        null,
        number,
        time,
        null);
  }

  private static Row sqs(EventNode record) {
    EventNode sent = record.field("attributes").field("SentTimestamp");
    Timestamp time = sent.number().map(Timestamp::new).orElse(null);
    return message(record.field("messageId"), record.field("body"), time);
  }

  private static Row sns(EventNode sns) {
    Timestamp time = sns.field("Timestamp").text().map(t -> instant(sns, t)).orElse(null);
    return message(sns.field("MessageId"), sns.field("Message"), time);
  }

  private static Timestamp instant(EventNode sns, String text) {
    try {
      return Timestamp.from(Instant.parse(text));
    } catch (DateTimeException e) {
      throw sns.field("Timestamp").unreadable("is no time");
    }
  }

  private static Row message(EventNode id, EventNode body, Timestamp time) {
    String value = body.requiredText();
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return RowFactory.create(
        id.requiredText(), null, value, bytes, null, null, null, null, time, null);
  }

  private static String utf8(byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      // The column says so: there is no text, and the bytes are beside it.
      return null;
    }
  }
}
