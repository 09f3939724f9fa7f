package io.github.sparkonlambda.event;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A record of a batch, or a message. What its source does not know is empty.
 *
 * @param id names it within its source, the same when it is sent again: shard and sequence number,
 *     message id, or {@code topic-partition@offset}; a record of the Kinesis Producer Library has
 *     its place in the aggregated one behind it
 * @param key partition key of Kinesis, key of Kafka as UTF-8
 * @param value its bytes; empty for a Kafka record without a value
 * @param position of Kafka
 * @param sequenceNumber of Kinesis and DynamoDB
 * @param timestamp of arrival, or Kafka's own
 * @param headers of Kafka, in their order
 */
@SuppressWarnings("ArrayRecordComponent") // Six megabytes are not copied for an equals.
public record SourceRecord(
    String id,
    Optional<byte[]> key,
    Optional<byte[]> value,
    Optional<Position> position,
    Optional<String> sequenceNumber,
    Optional<Instant> timestamp,
    Optional<List<Header>> headers) {
  public SourceRecord {
    requireNonNull(id, "id");
    requireNonNull(key, "key");
    requireNonNull(value, "value");
    requireNonNull(position, "position");
    requireNonNull(sequenceNumber, "sequenceNumber");
    requireNonNull(timestamp, "timestamp");
    headers = headers.map(List::copyOf);
  }

  /** Where a record of Kafka lies. */
  public record Position(String topic, int partition, long offset) {
    public Position {
      requireNonNull(topic, "topic");
    }
  }

  /** A header of Kafka; names may come more than once. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Header(String name, byte[] value) {
    public Header {
      requireNonNull(name, "name");
      requireNonNull(value, "value");
    }
  }
}
