package io.github.sparkonlambda.protocol;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * The files through which a driver and the handler talk, all in the folder of one run.
 *
 * <pre>
 * event.json    handler to driver  the event, UTF-8 JSON, up to 6 MB; the job's EVENT_FILE
 * unreadable    handler to driver  empty; the event has messages whose S3 objects cannot be read
 * started       driver to handler  epoch milliseconds, written just before the job's main is called
 * returned      driver to handler  empty, created when the job's main has returned
 * failure.txt   driver to handler  stack trace, cut, of what the job's main threw; else absent
 * result.json   job to handler     one JSON object; the job's RESULT_FILE; absent if it has none
 * rejected.json job to handler     one JSON object: the records that were left out; else absent
 * </pre>
 *
 * @param folder the run's folder, absolute
 */
public record RunFiles(Path folder) {
  public RunFiles {
    requireNonNull(folder, "folder");
  }

  public Path event() {
    return folder.resolve("event.json");
  }

  public Path unreadable() {
    return folder.resolve("unreadable");
  }

  public Path started() {
    return folder.resolve("started");
  }

  public Path returned() {
    return folder.resolve("returned");
  }

  public Path failure() {
    return folder.resolve("failure.txt");
  }

  public Path result() {
    return folder.resolve("result.json");
  }

  public Path rejected() {
    return folder.resolve("rejected.json");
  }
}
