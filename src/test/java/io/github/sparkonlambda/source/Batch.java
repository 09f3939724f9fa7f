package io.github.sparkonlambda.source;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Records that make one event.
 *
 * @param records at least one; those of a partition follow each other in their order
 * @param attempts how often they were sent in vain
 */
record Batch(List<SourceRecord> records, int attempts) {
  Batch {
    records = List.copyOf(records);
    if (records.isEmpty()) {
      throw new IllegalArgumentException("A batch has a record at least");
    }
  }

  /** The same, sent in vain once more. */
  Batch triedAgain() {
    return new Batch(records, attempts + 1);
  }

  /**
   * The first and the second half of two records or more. The attempt that led here is not counted.
   */
  List<Batch> halves() {
    int middle = (records.size() + 1) / 2;
    return List.of(
        new Batch(records.subList(0, middle), attempts),
        new Batch(records.subList(middle, records.size()), attempts));
  }

  /** Of each partition the records from the first failed one on. */
  List<SourceRecord> fromFirstFailed(Set<String> failedIds) {
    Set<String> stopped = new HashSet<>();
    List<SourceRecord> rest = new ArrayList<>();
    for (SourceRecord record : records) {
      if (failedIds.contains(record.id())) {
        stopped.add(record.partition());
      }
      if (stopped.contains(record.partition())) {
        rest.add(record);
      }
    }
    return rest;
  }

  /** Of each partition the records before these. */
  List<SourceRecord> without(List<SourceRecord> rest) {
    Set<SourceRecord> taken = new HashSet<>(rest);
    return records.stream().filter(record -> !taken.contains(record)).toList();
  }

  /** The first and the last position of each partition. */
  Map<String, List<String>> positions() {
    Map<String, List<String>> positions = new LinkedHashMap<>();
    for (SourceRecord record : records) {
      positions.merge(
          record.partition(),
          List.of(record.position(), record.position()),
          (known, last) -> List.of(known.get(0), last.get(1)));
    }
    return positions;
  }
}
