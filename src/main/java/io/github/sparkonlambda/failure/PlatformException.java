package io.github.sparkonlambda.failure;

/**
 * Something the job depends on failed: S3 was not reached, a process could not be started, /tmp
 * could not be written. A retry may succeed.
 */
public final class PlatformException extends InvocationFailedException {
  private static final long serialVersionUID = 1L;

  /** A failure without an underlying exception. */
  public PlatformException(String message) {
    super(message, null);
  }

  /** A failure that an exception led to; the cause is kept. */
  public PlatformException(String message, Throwable cause) {
    super(message, cause);
  }
}
