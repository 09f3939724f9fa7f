package io.github.sparkonlambda.event;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * A record of a batch that cannot be read.
 *
 * @param id as far as it can be told: the record's, or else its place in the event
 * @param reason names source, field and what is wrong with it
 * @param record the record as the event has it
 */
public record UnreadableRecord(String id, String reason, Object record) {
  public UnreadableRecord {
    requireNonNull(id, "id");
    requireNonNull(reason, "reason");
  }

  /** As an object of JSON. */
  public Map<String, Object> toMap() {
    return Map.of("id", id, "reason", reason, "record", record == null ? "null" : record);
  }
}
