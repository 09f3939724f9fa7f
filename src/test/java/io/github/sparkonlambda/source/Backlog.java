package io.github.sparkonlambda.source;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records that were read and are in no batch yet, by partition. */
final class Backlog {
  private final MappingSettings settings;
  private final EventFormat format;
  private final int envelope;
  // The partition that waits longest comes first.
  private final Map<String, Deque<SourceRecord>> partitions = new LinkedHashMap<>();

  Backlog(MappingSettings settings, EventFormat format) {
    this.settings = requireNonNull(settings, "settings");
    this.format = requireNonNull(format, "format");
    this.envelope = format.event(List.of()).length();
  }

  void add(List<SourceRecord> records) {
    for (SourceRecord record : records) {
      partitions.computeIfAbsent(record.partition(), p -> new ArrayDeque<>()).add(record);
    }
  }

  boolean isEmpty() {
    return partitions.isEmpty();
  }

  /** Whether more records would not make the next batch larger. */
  boolean fillsABatch() {
    Batching batch = new Batching();
    for (Deque<SourceRecord> records : partitions.values()) {
      for (SourceRecord record : records) {
        if (!batch.add(record) || batch.isFull()) {
          return true;
        }
      }
      if (!format.mixesPartitions()) {
        batch = new Batching();
      }
    }
    return false;
  }

  /** Takes the next batch's records, one at least; those of a partition are in their order. */
  List<SourceRecord> take() {
    Batching batch = new Batching();
    Map<String, Deque<SourceRecord>> left = new LinkedHashMap<>();
    Iterator<Map.Entry<String, Deque<SourceRecord>>> entries = partitions.entrySet().iterator();
    boolean room = true;
    while (room && entries.hasNext()) {
      Map.Entry<String, Deque<SourceRecord>> entry = entries.next();
      entries.remove();
      Deque<SourceRecord> records = entry.getValue();
      while (!records.isEmpty() && batch.add(records.peek())) {
        records.remove();
      }
      if (!records.isEmpty()) {
        left.put(entry.getKey(), records);
      }
      room = records.isEmpty() && format.mixesPartitions();
    }
    partitions.putAll(left); // To the end: it has had its turn.
    return batch.records;
  }

  /** Counts what a batch's event would have. */
  private final class Batching {
    private final List<SourceRecord> records = new ArrayList<>();
    private long bytes = envelope;
    private String partition = "";

    /** Adds a record if there is room, and the first one whatever its size. */
    boolean add(SourceRecord record) {
      long more = record.json().length() + 1L;
      if (!record.partition().equals(partition)) {
        more += format.overhead(record.partition());
      }
      if (!records.isEmpty() && (isFull() || bytes + more > settings.eventBytes())) {
        return false;
      }
      partition = record.partition();
      bytes += more;
      records.add(record);
      return true;
    }

    boolean isFull() {
      return records.size() == settings.batchSize();
    }
  }
}
