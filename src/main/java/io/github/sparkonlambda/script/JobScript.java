package io.github.sparkonlambda.script;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.config.ScriptLocation;
import java.nio.file.Path;

/**
 * A script that is ready to run.
 *
 * @param location where it came from
 * @param etag the S3 object's ETag, with its quotes, at the time of the fetch
 * @param jar the jar that holds its classes
 * @param mainClass the class whose main is the job
 */
public record JobScript(ScriptLocation location, String etag, Path jar, String mainClass) {
  public JobScript {
    requireNonNull(location, "location");
    requireNonNull(etag, "etag");
    requireNonNull(jar, "jar");
    requireNonNull(mainClass, "mainClass");
  }
}
