package io.github.sparkonlambda.event;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
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

  /** A record of an event. */
  static UnreadableRecord of(EventNode record, IllegalArgumentException why) {
    String id = RecordIds.id(record).orElse(record.path());
    return new UnreadableRecord(id, why.getMessage(), record.value());
  }

  /** What a batch with such records, at least one, fails with where BAD_RECORDS is fail. */
  public static IllegalArgumentException refusal(List<UnreadableRecord> records) {
    UnreadableRecord first = records.get(0);
    return new IllegalArgumentException(
        "%s It is record %s, and %d of the batch cannot be read. BAD_RECORDS=skip or dead-letter goes on without such records."
            .formatted(first.reason(), first.id(), records.size()));
  }

  /** As an object of JSON, its fields always in the same order. */
  public Map<String, Object> toMap() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", id);
    fields.put("reason", reason);
    fields.put("record", record);
    return fields;
  }
}
