package io.github.sparkonlambda.failure;

/** The event is unusable: a field has the wrong type. The caller's to mend. */
public final class EventException extends InvocationFailedException {
  private static final long serialVersionUID = 1L;

  /** A failure without an underlying exception. */
  public EventException(String message) {
    super(message, null);
  }

  /** A failure that an exception led to; the cause is kept. */
  public EventException(String message, Throwable cause) {
    super(message, cause);
  }
}
