package io.github.sparkonlambda.config;

import static java.util.Objects.requireNonNull;

/**
 * An object on S3.
 *
 * @param bucket the bucket's name
 * @param key the object's key, never URL-encoded
 */
public record S3Location(String bucket, String key) {
  public S3Location {
    requireNonNull(bucket, "bucket");
    requireNonNull(key, "key");
  }

  /** {@code s3://bucket/key}. */
  public String uri() {
    return "s3://" + bucket + "/" + key;
  }

  /** The last segment of the key. */
  public String fileName() {
    return key.substring(key.lastIndexOf('/') + 1);
  }
}
