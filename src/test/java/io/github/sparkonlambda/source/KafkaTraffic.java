package io.github.sparkonlambda.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Orders in a topic of a broker of their own. */
final class KafkaTraffic extends OrderTraffic {
  private final KafkaServer kafka;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  private KafkaTraffic(KafkaServer kafka) {
    this.kafka = kafka;
    this.producer = KafkaProducers.to(kafka.address());
  }

  static KafkaTraffic start(Path folder) throws IOException, InterruptedException {
    KafkaServer kafka = KafkaServer.start(folder);
    kafka.createTopic(NAME, PARTITIONS);
    return new KafkaTraffic(kafka);
  }

  /** Its bootstrap.servers. */
  String address() {
    return kafka.address();
  }

  @Override
  public RecordSource source() {
    return source("local-lambda");
  }

  /** All of the topic for a consumer group. */
  RecordSource source(String group) {
    return new KafkaSource(kafka.address(), NAME, group);
  }

  @Override
  public void send(long number) {
    int partition = (int) (number % PARTITIONS);
    var unused =
        producer.send(
            new ProducerRecord<>(NAME, partition, null, Orders.of(number)),
            (written, e) -> failure.compareAndSet(null, e));
  }

  @Override
  public void flush() throws IOException {
    producer.flush();
    if (failure.get() != null) {
      throw new IOException("A record was not written", failure.get());
    }
  }

  @Override
  public void close() {
    producer.close();
    kafka.close();
  }
}
