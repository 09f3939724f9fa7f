package io.github.sparkonlambda.config;

import static java.util.Objects.requireNonNull;

/**
 * Where the job script lies on S3.
 *
 * @param object the object
 * @param kind what the key's ending says the script is
 */
public record ScriptLocation(S3Location object, ScriptKind kind) {
  public ScriptLocation {
    requireNonNull(object, "object");
    requireNonNull(kind, "kind");
  }

  /** {@code s3://bucket/key}, as every message about the script begins. */
  public String uri() {
    return object.uri();
  }

  /** The last segment of the key. */
  public String fileName() {
    return object.fileName();
  }
}
