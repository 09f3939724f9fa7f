package io.github.sparkonlambda.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a mapping has done so far. May be read by other threads. */
final class Tally {
  private final List<Duration> invocations = new ArrayList<>();
  private long read;
  private long done;
  private long discarded;
  private long inVain;

  /**
   * What it was at one time.
   *
   * @param read records that the source has handed over
   * @param done records that the function is done with
   * @param discarded records that were given up
   * @param inVain invocations that failed, in part or as a whole
   * @param invocations how long each lasted
   */
  record Snapshot(long read, long done, long discarded, long inVain, List<Duration> invocations) {
    Snapshot {
      invocations = List.copyOf(invocations);
    }

    /** Records that will not be sent again. */
    long settled() {
      return done + discarded;
    }

    /** The invocation in the middle, the longer one of two; zero if there is none. */
    Duration medianInvocation() {
      return invocations.isEmpty()
          ? Duration.ZERO
          : invocations.stream().sorted().toList().get(invocations.size() / 2);
    }
  }

  synchronized Snapshot snapshot() {
    return new Snapshot(read, done, discarded, inVain, invocations);
  }

  synchronized void read(int records) {
    read += records;
  }

  synchronized void invoked(Duration duration, boolean succeeded) {
    invocations.add(duration);
    inVain += succeeded ? 0 : 1;
  }

  synchronized void done(int records) {
    done += records;
  }

  synchronized void discarded(int records) {
    discarded += records;
  }
}
