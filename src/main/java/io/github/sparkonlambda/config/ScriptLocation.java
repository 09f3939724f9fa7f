package io.github.sparkonlambda.config;

import static java.util.Objects.requireNonNull;

/**
 * Where the job script lies on S3.
 *
 * @param bucket the bucket's name
 * @param key the object's key, never URL-encoded
 * @param kind what the key's ending says the script is
 */
public record ScriptLocation(String bucket, String key, ScriptKind kind) {
  public ScriptLocation {
    requireNonNull(bucket, "bucket");
    requireNonNull(key, "key");
    requireNonNull(kind, "kind");
  }

  /** {@code s3://bucket/key}, as every message about the script begins. */
  public String uri() {
    return "s3://" + bucket + "/" + key;
  }

  /** The last segment of the key. */
  public String fileName() {
    return key.substring(key.lastIndexOf('/') + 1);
  }
}
