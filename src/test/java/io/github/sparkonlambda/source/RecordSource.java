package io.github.sparkonlambda.source;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Where records come from. Used by one thread.
 *
 * <ol>
 *   <li>{@link #poll} hands each record over once, those of a partition in their order.
 *   <li>What was committed is not handed over again by a source that starts later in its place;
 *       what was not committed is.
 * </ol>
 */
interface RecordSource extends AutoCloseable {
  /**
   * The records that have come, or none if none came in time.
   *
   * @param wait how long it may wait for the first one
   */
  List<SourceRecord> poll(Duration wait) throws IOException, InterruptedException;

  /** How its records make an event. */
  EventFormat format();

  /**
   * Notes that these are done with.
   *
   * @param settled of each partition the records that follow the last settled one, in their order
   */
  void commit(List<SourceRecord> settled) throws IOException;

  @Override
  void close();
}
