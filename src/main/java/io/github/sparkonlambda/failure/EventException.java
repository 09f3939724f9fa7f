package io.github.sparkonlambda.failure;

/** The event is unusable: a field is missing or has the wrong type. The caller's to mend. */
public final class EventException extends InvocationFailedException {
  private static final long serialVersionUID = 1L;

  /** A failure; the message says what, why and what to change. */
  public EventException(String message) {
    super(message, null);
  }

  /** A failure that an exception led to; the cause is kept. */
  public EventException(String message, Throwable cause) {
    super(message, cause);
  }
}
