package io.github.sparkonlambda.script;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.config.ScriptLocation;
import java.nio.file.Path;
import java.util.List;

/**
 * A script that is ready to run.
 *
 * @param location where it came from
 * @param etag the S3 object's ETag, with its quotes, at the time of the fetch
 * @param jar the jar that holds its classes
 * @param mainClass the class whose main is the job
 * @param modules where Python looks for the script's modules: folders and archives
 */
public record JobScript(
    ScriptLocation location, String etag, Path jar, String mainClass, List<Path> modules) {
  public JobScript {
    requireNonNull(location, "location");
    requireNonNull(etag, "etag");
    requireNonNull(jar, "jar");
    requireNonNull(mainClass, "mainClass");
    modules = List.copyOf(modules);
  }

  /**
   * A main class of ours under this script's name.
   *
   * @param own the jar or folder with this project's classes
   */
  public JobScript replacedBy(Path own, String ourMainClass) {
    return new JobScript(location, etag, own, ourMainClass, List.of());
  }
}
