package io.github.sparkonlambda.source;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * The shards that a Kinesis stream has when this begins, each from its oldest record on, or from
 * where an earlier source has settled it. Shards are asked in turn, no more often than four times a
 * second while they have nothing.
 */
final class KinesisSource implements RecordSource {
  private static final Duration BETWEEN_READS = Duration.ofMillis(250);

  private final KinesisClient client;
  private final KinesisEvents format;
  private final Map<String, String> settled;
  // The shards that may have more records, each with where to go on.
  private final Map<String, String> iterators = new TreeMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * A source that does not close its client.
   *
   * @param settled the last settled sequence number of each shard, which is kept up to date
   */
  KinesisSource(KinesisClient client, String stream, Map<String, String> settled) {
    this.client = requireNonNull(client, "client");
    this.settled = requireNonNull(settled, "settled");
    this.format =
        new KinesisEvents(
            client
                .describeStreamSummary(b -> b.streamName(stream))
                .streamDescriptionSummary()
                .streamARN());
    for (Shard shard : client.listShards(b -> b.streamName(stream)).shards()) {
      iterators.put(shard.shardId(), iterator(stream, shard.shardId()));
    }
  }

  private String iterator(String stream, String shard) {
    String last = settled.get(shard);
    return client
        .getShardIterator(
            b ->
                b.streamName(stream)
                    .shardId(shard)
                    .startingSequenceNumber(last)
                    .shardIteratorType(
                        last == null
                            ? ShardIteratorType.TRIM_HORIZON
                            : ShardIteratorType.AFTER_SEQUENCE_NUMBER))
        .shardIterator();
  }

  @Override
  public List<SourceRecord> poll(Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    List<SourceRecord> found = read();
    for (long left = wait.toNanos(); found.isEmpty() && left > 0; left = end - System.nanoTime()) {
      if (closed.await(Math.min(left, BETWEEN_READS.toNanos()), TimeUnit.NANOSECONDS)) {
        return List.of();
      }
      found = read();
    }
    return found;
  }

  private List<SourceRecord> read() {
    List<SourceRecord> found = new ArrayList<>();
    for (String shard : List.copyOf(iterators.keySet())) {
      GetRecordsResponse response = client.getRecords(b -> b.shardIterator(iterators.get(shard)));
      for (Record record : response.records()) {
        found.add(format.record(shard, record));
      }
      if (response.nextShardIterator() == null) {
        iterators.remove(shard); // It was closed, and has been read to its end.
      } else {
        iterators.put(shard, response.nextShardIterator());
      }
    }
    return found;
  }

  @Override
  public EventFormat format() {
    return format;
  }

  @Override
  public void commit(List<SourceRecord> records) {
    records.forEach(record -> settled.put(record.partition(), record.position()));
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
