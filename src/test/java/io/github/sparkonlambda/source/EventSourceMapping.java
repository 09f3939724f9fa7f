package io.github.sparkonlambda.source;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Hands a source's records to a function, as Lambda's event source mapping does with {@code
 * ReportBatchItemFailures}.
 *
 * <ol>
 *   <li>A batch is sent when it has as many records or bytes as it may have, or when its first
 *       record has waited for the window.
 *   <li>Records of a partition are sent in their order; a later one is not sent before an earlier
 *       one is settled: done, or given up.
 *   <li>What is settled is committed, and nothing else.
 *   <li>If the reply names failed records, those of each partition from its first failed one on are
 *       sent again, and the others are done.
 *   <li>If the invocation fails, or the reply leaves nothing done, the batch is sent again; with
 *       bisect in two halves, the first one first, which counts as no attempt.
 *   <li>A batch that was sent in vain as often as may be, or one record that is too large for an
 *       event, is noted in the destination and settled.
 * </ol>
 *
 * Other than Lambda's it sends one batch at a time: a partition that fails holds up the others
 * until it is settled. Not for several threads.
 */
final class EventSourceMapping {
  /** How long a source without records is waited for. */
  private static final Duration IDLE = Duration.ofMillis(500);

  private final RecordSource source;
  private final Invoker function;
  private final MappingSettings settings;
  private final Destination destination;
  private final InstantSource clock;
  private final Backlog backlog;
  private final Tally tally = new Tally();
  // First what is to be sent first. A batch goes back to where it was taken from.
  private final Deque<Batch> batches = new ArrayDeque<>();
  private Instant polled;

  /** A mapping that closes neither its source nor its function. */
  EventSourceMapping(
      RecordSource source,
      Invoker function,
      MappingSettings settings,
      Destination destination,
      InstantSource clock) {
    this.source = requireNonNull(source, "source");
    this.function = requireNonNull(function, "function");
    this.settings = requireNonNull(settings, "settings");
    this.destination = requireNonNull(destination, "destination");
    this.clock = requireNonNull(clock, "clock");
    this.backlog = new Backlog(settings, source.format());
    this.polled = clock.instant();
  }

  /** What was done so far. */
  Tally.Snapshot tally() {
    return tally.snapshot();
  }

  /**
   * Sends one batch and draws the consequences.
   *
   * @return whether there was one; if not, the source had no records for half a second
   */
  boolean step() throws IOException, InterruptedException {
    if (batches.isEmpty()) {
      gather();
      if (backlog.isEmpty()) {
        return false;
      }
      batches.push(new Batch(backlog.take(), 0));
    }
    deliver(batches.pop());
    return true;
  }

  private void gather() throws IOException, InterruptedException {
    // What is there has waited, perhaps, since the source was last looked at.
    Instant end = polled.plus(settings.window());
    if (backlog.isEmpty()) {
      poll(IDLE);
    }
    boolean mayFill = !backlog.isEmpty() && !settings.window().isZero();
    while (mayFill && !backlog.fillsABatch()) {
      Duration left = Duration.between(clock.instant(), end);
      boolean more = poll(left.isNegative() ? Duration.ZERO : left);
      mayFill = more || clock.instant().isBefore(end);
    }
  }

  /** Returns whether there was something. */
  private boolean poll(Duration wait) throws IOException, InterruptedException {
    List<SourceRecord> records = source.poll(wait);
    polled = clock.instant();
    tally.read(records.size());
    backlog.add(records);
    return !records.isEmpty();
  }

  private void deliver(Batch batch) throws IOException, InterruptedException {
    String event = source.format().event(batch.records());
    if (event.length() > settings.eventBytes()) {
      discard(batch, "An event of " + event.length() + " bytes is over " + settings.eventBytes());
      return;
    }
    Instant sent = clock.instant();
    Verdict verdict = Verdict.of(function.invoke(event), batch, source.format());
    tally.invoked(Duration.between(sent, clock.instant()), verdict.isSuccess());
    if (verdict.error().isPresent()) {
      failed(batch, verdict.error().get());
    } else {
      settle(batch, verdict);
    }
  }

  private void settle(Batch batch, Verdict verdict) throws IOException {
    List<SourceRecord> rest = batch.fromFirstFailed(verdict.failedIds());
    List<SourceRecord> done = batch.without(rest);
    String error = "The reply names %d failed records".formatted(verdict.failedIds().size());
    if (done.isEmpty()) {
      failed(batch, error);
      return;
    }
    source.commit(done);
    tally.done(done.size());
    if (!rest.isEmpty()) {
      // Something was done: from here on it is another batch, which was sent in vain once.
      again(new Batch(rest, 0), error);
    }
  }

  private void failed(Batch batch, String error) throws IOException {
    if (settings.bisect() && batch.records().size() > 1) {
      List<Batch> halves = batch.halves();
      batches.push(halves.get(1));
      batches.push(halves.get(0));
    } else {
      again(batch, error);
    }
  }

  private void again(Batch batch, String error) throws IOException {
    Batch tried = batch.triedAgain();
    if (tried.attempts() < settings.attempts()) {
      batches.push(tried);
    } else {
      discard(tried, error);
    }
  }

  private void discard(Batch batch, String error) throws IOException {
    // First the note: who is killed between the two notes it twice, and not never.
    destination.discard(batch, error);
    source.commit(batch.records());
    tally.discarded(batch.records().size());
  }
}
