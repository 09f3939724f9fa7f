package io.github.sparkonlambda.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How records of a kind of source make an event, as AWS documents it, and how a reply names them.
 */
interface EventFormat {
  /** The event's JSON; most have a list of records and nothing else. */
  default String event(List<SourceRecord> records) {
    return records.stream()
        .map(SourceRecord::json)
        .collect(Collectors.joining(",", "{\"Records\":[", "]}"));
  }

  /** The bytes that the event has beside its records and their commas, for these partitions. */
  default int overhead(String partition) {
    return 0;
  }

  /** Whether one event may have records of several partitions. */
  default boolean mixesPartitions() {
    return false;
  }

  /** The {@link SourceRecord#id} that a reply's {@code itemIdentifier} means, if it means one. */
  Optional<String> recordId(JsonNode itemIdentifier);
}
