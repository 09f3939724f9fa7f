package io.github.sparkonlambda.source;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Events of a self-managed Kafka cluster: records under the names of their partitions, keys and
 * values in base64, a header's value as a list of signed bytes. Amazon MSK's differ in {@code
 * eventSource} and have an {@code eventSourceArn}.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html">AWS's sample</a>
 */
final class KafkaEvents implements EventFormat {
  private final String bootstrapServers;

  /** Events of the cluster with these brokers, a comma list of host:port. */
  KafkaEvents(String bootstrapServers) {
    this.bootstrapServers = requireNonNull(bootstrapServers, "bootstrapServers");
  }

  /** How a record of Kafka stands in an event. */
  static SourceRecord record(ConsumerRecord<byte[], byte[]> record) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("topic", record.topic());
    json.put("partition", record.partition());
    json.put("offset", record.offset());
    json.put("timestamp", record.timestamp());
    json.put("timestampType", record.timestampType().name());
    putBase64(json, "key", record.key());
    putBase64(json, "value", record.value());
    List<Map<String, byte[]>> headers = new ArrayList<>();
    record.headers().forEach(header -> headers.add(Map.of(header.key(), value(header))));
    json.put("headers", headers.stream().map(KafkaEvents::signed).toList());
    String partition = record.topic() + "-" + record.partition();
    return new SourceRecord(
        partition,
        Long.toString(record.offset()),
        id(partition, record.offset()),
        AsciiJson.of(json));
  }

  private static void putBase64(Map<String, Object> json, String name, byte[] bytes) {
    if (bytes != null) {
      json.put(name, Base64.getEncoder().encodeToString(bytes));
    }
  }

  private static byte[] value(Header header) {
    return header.value() == null ? new byte[0] : header.value();
  }

  private static Map<String, List<Integer>> signed(Map<String, byte[]> header) {
    Map<String, List<Integer>> json = new LinkedHashMap<>();
    header.forEach(
        (name, bytes) -> {
          List<Integer> numbers = new ArrayList<>();
          for (byte value : bytes) {
            numbers.add((int) value);
          }
          json.put(name, numbers);
        });
    return json;
  }

  private static String id(String partition, long offset) {
    return partition + "@" + offset;
  }

  @Override
  public String event(List<SourceRecord> records) {
    Map<String, List<String>> partitions = new LinkedHashMap<>();
    for (SourceRecord record : records) {
      partitions.computeIfAbsent(record.partition(), p -> new ArrayList<>()).add(record.json());
    }
    return partitions.entrySet().stream()
        .map(entry -> name(entry.getKey()) + "[" + String.join(",", entry.getValue()) + "]")
        .collect(
            Collectors.joining(
                ",",
                "{\"eventSource\":\"SelfManagedKafka\",\"bootstrapServers\":"
                    + AsciiJson.of(bootstrapServers)
                    + ",\"records\":{",
                "}}"));
  }

  private static String name(String partition) {
    return AsciiJson.of(partition) + ":";
  }

  @Override
  public int overhead(String partition) {
    return name(partition).length() + "[],".length();
  }

  @Override
  public boolean mixesPartitions() {
    return true;
  }

  @Override
  public Optional<String> recordId(JsonNode itemIdentifier) {
    JsonNode partition = itemIdentifier.path("partition");
    JsonNode offset = itemIdentifier.path("offset");
    return partition.isTextual() && offset.isIntegralNumber()
        ? Optional.of(id(partition.textValue(), offset.longValue()))
        : Optional.empty();
  }
}
