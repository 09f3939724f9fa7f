package io.github.sparkonlambda.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A topic in memory, with Kafka's events and a clock that goes on when it is waited for. Insists
 * that of each partition only what follows the committed records is committed.
 */
final class FakeSource implements RecordSource, InstantSource {
  static final String TOPIC = "orders";

  private final Deque<List<SourceRecord>> arrivals = new ArrayDeque<>();
  private final Map<String, Long> written = new HashMap<>();
  private final Map<String, Long> committed = new HashMap<>();
  private final List<String> settled = new ArrayList<>();
  private Instant now = Instant.EPOCH;

  /** Records that one poll finds: so many of each of these partitions, of this size. */
  FakeSource arrive(int count, int valueBytes, int... partitions) {
    List<SourceRecord> records = new ArrayList<>();
    for (int partition : partitions) {
      for (int i = 0; i < count; i++) {
        long offset = written.merge(TOPIC + "-" + partition, 1L, Long::sum) - 1;
        records.add(
            KafkaEvents.record(
                new ConsumerRecord<>(TOPIC, partition, offset, null, new byte[valueBytes])));
      }
    }
    arrivals.add(records);
    return this;
  }

  @Override
  public List<SourceRecord> poll(Duration wait) {
    if (arrivals.isEmpty()) {
      now = now.plus(wait);
      return List.of();
    }
    now = now.plus(wait.dividedBy(4));
    return arrivals.remove();
  }

  /** Time goes by, as while a function works. */
  void pass(Duration time) {
    now = now.plus(time);
  }

  @Override
  public EventFormat format() {
    return new KafkaEvents("127.0.0.1:9092");
  }

  @Override
  public void commit(List<SourceRecord> records) {
    for (SourceRecord record : records) {
      long next = committed.getOrDefault(record.partition(), 0L);
      assertThat(record.position()).as(record.partition()).isEqualTo(Long.toString(next));
      committed.put(record.partition(), next + 1);
      settled.add(record.id());
    }
  }

  /** Of each partition how many records arrived. */
  Map<String, Long> written() {
    return Map.copyOf(written);
  }

  /** The ids of all settled records, in the order in which they were committed. */
  List<String> settled() {
    return List.copyOf(settled);
  }

  /** Of each partition the offset after the committed ones. */
  Map<String, Long> committed() {
    return Map.copyOf(committed);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public void close() {
    // There is nothing to close.
  }
}
