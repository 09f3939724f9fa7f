package io.github.sparkonlambda.deadline;

import io.github.sparkonlambda.failure.DeadlineExceededException;
import java.time.Duration;
import java.util.Locale;

/**
 * The moment by which everything that waits has to be done, so that a margin is left to end the job
 * and report the failure before Lambda kills the sandbox.
 */
public final class Deadline {
  /** Below this a spark-submit cannot even start; measured starts take 2 to 6 s. */
  static final Duration LEAST_RUN = Duration.ofSeconds(5);

  private final long startNanos = System.nanoTime();
  private final Duration allowed;

  private Deadline(Duration allowed) {
    this.allowed = allowed;
  }

  /**
   * The deadline of an invocation that begins now.
   *
   * @param remaining time until the function's timeout
   * @param margin what is kept back of it
   * @param requestId leads the message
   * @throws DeadlineExceededException if less than {@link #LEAST_RUN} is left besides the margin
   */
  public static Deadline of(Duration remaining, Duration margin, String requestId) {
    Duration allowed = remaining.minus(margin);
    if (allowed.compareTo(LEAST_RUN) < 0) {
      throw new DeadlineExceededException(
          String.format(
              Locale.ROOT,
              "%s: the function's timeout leaves this invocation %.1f s, of which %d s are kept to"
                  + " end a job and report it (DEADLINE_MARGIN). Raise the timeout: %d s is"
                  + " the least that is accepted, a cold start with a small job takes about 10 s.",
              requestId,
              seconds(remaining),
              margin.toSeconds(),
              margin.plus(LEAST_RUN).toSeconds() + 1));
    }
    return new Deadline(allowed);
  }

  /** A deadline this far from now. */
  public static Deadline after(Duration allowed) {
    return new Deadline(allowed);
  }

  /** Time left, zero when it has passed. */
  public Duration remaining() {
    Duration left = allowed.minus(elapsed());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Time since the invocation began. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /** Whether no time is left. */
  public boolean hasPassed() {
    return remaining().isZero();
  }

  /** The failure of a job that was still in this phase when the deadline passed. */
  public DeadlineExceededException exceeded(String scriptUri, String phase) {
    return new DeadlineExceededException(
        String.format(
            Locale.ROOT,
            "%s: ended at the deadline after %.1f s in phase %s. Raise the function's timeout, give"
                + " it more memory (it brings processors) or the job less data; DEADLINE_MARGIN"
                + " says how long before the timeout a job is ended.",
            scriptUri,
            seconds(elapsed()),
            phase));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
