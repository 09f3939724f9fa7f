package io.github.sparkonlambda.failure;

/**
 * The job ran and did not succeed: it threw, exited with a status other than 0, was killed, ran out
 * of memory or left a result that cannot be returned. The script author's to mend.
 */
public final class JobFailedException extends InvocationFailedException {
  private static final long serialVersionUID = 1L;

  /** A failure without an underlying exception. */
  public JobFailedException(String message) {
    super(message, null);
  }

  /** A failure that an exception led to; the cause is kept. */
  public JobFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
