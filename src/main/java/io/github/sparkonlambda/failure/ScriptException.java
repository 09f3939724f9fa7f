package io.github.sparkonlambda.failure;

/**
 * The job script cannot be had or is no job: missing, denied, empty, without a main class, not
 * compiling. The deployer's to mend; a retry without a change fails again.
 */
public final class ScriptException extends InvocationFailedException {
  private static final long serialVersionUID = 1L;

  /** A failure without an underlying exception. */
  public ScriptException(String message) {
    super(message, null);
  }

  /** A failure that an exception led to; the cause is kept. */
  public ScriptException(String message, Throwable cause) {
    super(message, cause);
  }
}
