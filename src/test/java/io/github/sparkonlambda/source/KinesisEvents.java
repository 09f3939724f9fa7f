package io.github.sparkonlambda.source;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkonlambda.local.S3Server;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * Events of a Kinesis stream, with records of one shard.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html">AWS's sample</a>
 */
final class KinesisEvents implements EventFormat {
  private final String streamArn;

  KinesisEvents(String streamArn) {
    this.streamArn = requireNonNull(streamArn, "streamArn");
  }

  /** How a shard's record stands in an event. */
  SourceRecord record(String shard, Record record) {
    Map<String, Object> kinesis = new LinkedHashMap<>();
    kinesis.put("kinesisSchemaVersion", "1.0");
    kinesis.put("partitionKey", record.partitionKey());
    kinesis.put("sequenceNumber", record.sequenceNumber());
    kinesis.put("data", Base64.getEncoder().encodeToString(record.data().asByteArrayUnsafe()));
    kinesis.put(
        "approximateArrivalTimestamp",
        BigDecimal.valueOf(record.approximateArrivalTimestamp().toEpochMilli(), 3));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kinesis", kinesis);
    json.put("eventSource", "aws:kinesis");
    json.put("eventVersion", "1.0");
    json.put("eventID", shard + ":" + record.sequenceNumber());
    json.put("eventName", "aws:kinesis:record");
    json.put("invokeIdentityArn", "arn:aws:iam::123456789012:role/local");
    json.put("awsRegion", S3Server.REGION);
    json.put("eventSourceARN", streamArn);
    return new SourceRecord(
        shard, record.sequenceNumber(), record.sequenceNumber(), AsciiJson.of(json));
  }

  @Override
  public Optional<String> recordId(JsonNode itemIdentifier) {
    return Optional.ofNullable(itemIdentifier.textValue());
  }
}
