package io.github.sparkonlambda.source;

import static java.util.Objects.requireNonNull;

/**
 * A record as its source hands it over.
 *
 * @param partition whose order counts: a topic's partition, a shard, an object
 * @param position where it lies in its partition, as its source says it
 * @param id names it among all records of the source
 * @param json how it stands in an event; ASCII, so that its length is its size in bytes
 */
record SourceRecord(String partition, String position, String id, String json) {
  private static final int ASCII = 128;

  SourceRecord {
    requireNonNull(partition, "partition");
    requireNonNull(position, "position");
    requireNonNull(id, "id");
    if (json.chars().anyMatch(character -> character >= ASCII)) {
      throw new IllegalArgumentException(id + ": its JSON is not ASCII: " + json);
    }
  }
}
