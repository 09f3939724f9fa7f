package io.github.sparkonlambda.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;

/** Orders in a stream of a server of their own, or of one that runs. */
final class KinesisTraffic extends OrderTraffic {
  private static final int LARGEST_REQUEST = 500;
  private static final int TRIES = 10;

  private final KinesisServer kinesis;
  private final String stream;
  private final List<PutRecordsRequestEntry> waiting = new ArrayList<>();

  private KinesisTraffic(KinesisServer kinesis, String stream) {
    this.kinesis = kinesis;
    this.stream = stream;
  }

  static KinesisTraffic start(Path folder) throws IOException, InterruptedException {
    if (!KinesisServer.isAvailable()) {
      throw new IOException("-Dsource=kinesis " + KinesisServer.HOW_TO_ENABLE);
    }
    KinesisServer kinesis = KinesisServer.start(folder);
    String stream = NAME + "-" + System.currentTimeMillis();
    kinesis.createStream(stream, PARTITIONS);
    return new KinesisTraffic(kinesis, stream);
  }

  @Override
  public RecordSource source() {
    return new KinesisSource(kinesis.client(), stream, new HashMap<>());
  }

  @Override
  public void send(long number) throws IOException {
    waiting.add(
        PutRecordsRequestEntry.builder()
            .partitionKey("customer " + number)
            .data(SdkBytes.fromByteArray(Orders.of(number)))
            .build());
    if (waiting.size() == LARGEST_REQUEST) {
      flush();
    }
  }

  @Override
  public void flush() throws IOException {
    for (int i = 0; !waiting.isEmpty(); i++) {
      if (i == TRIES) {
        throw new IOException(waiting.size() + " records were not taken by " + stream);
      }
      PutRecordsResponse response =
          kinesis.client().putRecords(b -> b.streamName(stream).records(waiting));
      List<PutRecordsRequestEntry> refused = new ArrayList<>();
      for (int record = 0; record < waiting.size(); record++) {
        if (response.records().get(record).errorCode() != null) {
          refused.add(waiting.get(record));
        }
      }
      waiting.clear();
      waiting.addAll(refused);
    }
  }

  @Override
  public void close() {
    kinesis.close();
  }
}
