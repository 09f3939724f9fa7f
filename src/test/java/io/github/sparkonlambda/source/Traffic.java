package io.github.sparkonlambda.source;

import io.github.sparkonlambda.config.Framework;
import java.io.IOException;
import java.nio.file.Path;

/** A source with a producer, for the live demonstration. */
interface Traffic extends AutoCloseable {
  /** Its other end, closed by the caller. */
  RecordSource source() throws IOException;

  /** Produces a record; a later {@link #flush} makes sure that it is there. */
  void send(long number) throws IOException, InterruptedException;

  /** Waits until what was sent is there, or throws. */
  void flush() throws IOException, InterruptedException;

  /** The sample that takes its events. */
  Path sample(Framework framework);

  /** The table that this sample makes, below its output. */
  String table(Framework framework, String output);

  /** How many rows so many records become, each with an id of its own. */
  long rows(long records);

  @Override
  void close();
}
