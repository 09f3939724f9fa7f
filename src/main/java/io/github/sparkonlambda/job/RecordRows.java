package io.github.sparkonlambda.job;

import io.github.sparkonlambda.event.SourceRecord;
import io.github.sparkonlambda.event.SourceRecord.Header;
import io.github.sparkonlambda.event.SourceRecord.Position;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** The records of an event as rows. */
final class RecordRows {
  /**
   * A record's columns; those that its source does not know are null.
   *
   * <ul>
   *   <li>{@code id} names it within its source: shard and sequence number, message id, or {@code
   *       topic-partition@offset}
   *   <li>{@code key} partition key of Kinesis, key of Kafka as UTF-8, keys of DynamoDB as JSON
   *   <li>{@code value} as UTF-8, null if it is not; {@code bytes} as it came; of DynamoDB the
   *       whole record as JSON
   *   <li>{@code topic}, {@code partition}, {@code offset} of Kafka
   *   <li>{@code sequence_number} of Kinesis and DynamoDB
   *   <li>{@code timestamp} of arrival, or Kafka's own
   *   <li>{@code headers} of Kafka, in their order
   * </ul>
   */
  static final StructType SCHEMA =
      StructType.fromDDL(
          "id STRING, key STRING, value STRING, bytes BINARY, topic STRING, partition INT,"
              + " offset BIGINT, sequence_number STRING, timestamp TIMESTAMP,"
              + " headers ARRAY<STRUCT<key: STRING, value: BINARY>>");

  private RecordRows() {}

  static List<Row> of(List<SourceRecord> records) {
    return records.stream().map(RecordRows::row).toList();
  }

  private static Row row(SourceRecord record) {
    byte[] value = record.value().orElse(null);
    return RowFactory.create(
        record.id(),
        utf8(record.key().orElse(null)),
        utf8(value),
        value,
        record.position().map(Position::topic).orElse(null),
        record.position().map(Position::partition).orElse(null),
        record.position().map(Position::offset).orElse(null),
        record.sequenceNumber().orElse(null),
        record.timestamp().map(Timestamp::from).orElse(null),
        record.headers().map(RecordRows::rows).orElse(null));
  }

  private static List<Row> rows(List<Header> headers) {
    return headers.stream()
        .map(header -> RowFactory.create(header.name(), header.value()))
        .toList();
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
