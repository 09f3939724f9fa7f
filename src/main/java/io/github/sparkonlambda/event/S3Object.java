package io.github.sparkonlambda.event;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.config.ObjectChange;
import java.util.Optional;

/**
 * An S3 object that an event is about.
 *
 * @param bucket its bucket
 * @param key its key, decoded
 * @param size in bytes, where the event says
 * @param etag where the event says
 * @param versionId in a bucket with versions
 * @param change what has happened to it
 * @param messageId of the SQS message that brought the event
 */
public record S3Object(
    String bucket,
    String key,
    Optional<Long> size,
    Optional<String> etag,
    Optional<String> versionId,
    ObjectChange change,
    Optional<String> messageId) {
  public S3Object {
    requireNonNull(bucket, "bucket");
    requireNonNull(key, "key");
    requireNonNull(size, "size");
    requireNonNull(etag, "etag");
    requireNonNull(versionId, "versionId");
    requireNonNull(change, "change");
    requireNonNull(messageId, "messageId");
  }

  public String uri() {
    return "s3://" + bucket + "/" + key;
  }
}
