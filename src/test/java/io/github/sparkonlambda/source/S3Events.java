package io.github.sparkonlambda.source;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkonlambda.local.S3Server;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * S3's notification of created objects, one object in an event.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Its
 *     structure</a>
 */
final class S3Events implements EventFormat {
  private final String bucket;

  S3Events(String bucket) {
    this.bucket = requireNonNull(bucket, "bucket");
  }

  /** What a notification says of an object as it was listed. */
  SourceRecord record(S3Object object) {
    String eTag = object.eTag().replace("\"", "");
    String key = encoded(object.key());
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("key", key);
    described.put("size", object.size());
    described.put("eTag", eTag);
    described.put("sequencer", sequencer(object.lastModified()));
    String version = key + " " + eTag + " " + object.lastModified();
    return new SourceRecord(key, version, version, AsciiJson.of(notification(object, described)));
  }

  private Map<String, Object> notification(S3Object object, Map<String, Object> described) {
    Map<String, Object> s3 = new LinkedHashMap<>();
    s3.put("s3SchemaVersion", "1.0");
    s3.put("configurationId", "local");
    s3.put(
        "bucket",
        Map.of(
            "name",
            bucket,
            "ownerIdentity",
            Map.of("principalId", "LOCAL"),
            "arn",
            "arn:aws:s3:::" + bucket));
    s3.put("object", described);
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("eventVersion", "2.1");
    record.put("eventSource", "aws:s3");
    record.put("awsRegion", S3Server.REGION);
    record.put("eventTime", object.lastModified().toString());
    record.put("eventName", "ObjectCreated:Put");
    record.put("userIdentity", Map.of("principalId", "AWS:LOCAL"));
    record.put("requestParameters", Map.of("sourceIPAddress", "127.0.0.1"));
    record.put("responseElements", Map.of("x-amz-request-id", "LOCAL", "x-amz-id-2", "LOCAL"));
    record.put("s3", s3);
    return record;
  }

  /**
   * As S3 writes a key: what is no letter, digit or one of {@code .-_*} as UTF-8 in %XX, a space as
   * +.
   */
  private static String encoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
  }

  /** Hexadecimal, and larger for a later version of the same key. */
  private static String sequencer(Instant modified) {
    return "%018X".formatted(modified.toEpochMilli());
  }

  /** S3 invokes asynchronously: nobody reads the reply. */
  @Override
  public Optional<String> recordId(JsonNode itemIdentifier) {
    return Optional.empty();
  }
}
