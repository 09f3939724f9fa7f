package io.github.sparkonlambda.submit;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.script.JobScript;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One run of the script.
 *
 * @param requestId Lambda's id of the invocation
 * @param script what to run
 * @param scalars the event's top-level scalar fields, in their order
 * @param paths where it reads and writes
 * @param event writes the event's JSON into the file it is given
 * @param unreadable whether the event has messages whose S3 objects cannot be read, of which the
 *     driver has to take care
 */
public record Job(
    String requestId,
    JobScript script,
    Map<String, String> scalars,
    JobPaths paths,
    Consumer<Path> event,
    boolean unreadable) {
  public Job {
    requireNonNull(requestId, "requestId");
    requireNonNull(script, "script");
    scalars = Collections.unmodifiableMap(new LinkedHashMap<>(scalars));
    requireNonNull(paths, "paths");
    requireNonNull(event, "event");
  }
}
