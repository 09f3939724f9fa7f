package io.github.sparkonlambda.failure;

/** The invocation ran, or would run, into the function's timeout. The job has been ended. */
public final class DeadlineExceededException extends InvocationFailedException {
  private static final long serialVersionUID = 1L;

  /** A failure; the message says what, why and what to change. */
  public DeadlineExceededException(String message) {
    super(message, null);
  }
}
