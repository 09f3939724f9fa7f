package io.github.sparkonlambda.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * All partitions of a topic. What is settled is committed as the offsets of a consumer group, so
 * that one started later goes on from there; a new group begins with the oldest record.
 */
final class KafkaSource implements RecordSource {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int FULL_EVENT = MappingSettings.LAMBDAS_PAYLOAD;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final KafkaEvents format;
  private final String topic;

  KafkaSource(String bootstrapServers, String topic, String group) {
    this.topic = topic;
    this.format = new KafkaEvents(bootstrapServers);
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                MappingSettings.LARGEST_BATCH,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                FULL_EVENT),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(
        consumer.partitionsFor(topic, ANSWER).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList());
  }

  @Override
  public List<SourceRecord> poll(Duration wait) {
    List<SourceRecord> records = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
      records.add(KafkaEvents.record(record));
    }
    return records;
  }

  @Override
  public EventFormat format() {
    return format;
  }

  @Override
  public void commit(List<SourceRecord> settled) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (SourceRecord record : settled) {
      int partition = Integer.parseInt(record.partition().substring(topic.length() + 1));
      // The offset to go on with, as Kafka has it.
      long next = Long.parseLong(record.position()) + 1;
      offsets.put(new TopicPartition(topic, partition), new OffsetAndMetadata(next));
    }
    consumer.commitSync(offsets, ANSWER);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
