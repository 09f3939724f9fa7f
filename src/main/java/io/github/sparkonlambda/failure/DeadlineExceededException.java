package io.github.sparkonlambda.failure;

/** The invocation ran, or would run, into the function's timeout. The job has been ended. */
public final class DeadlineExceededException extends InvocationFailedException {
  private static final long serialVersionUID = 1L;

  /** A failure without an underlying exception. */
  public DeadlineExceededException(String message) {
    super(message, null);
  }

  /** A failure that an exception led to; the cause is kept. */
  public DeadlineExceededException(String message, Throwable cause) {
    super(message, cause);
  }
}
