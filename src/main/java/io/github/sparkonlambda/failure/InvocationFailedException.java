package io.github.sparkonlambda.failure;

/**
 * The root of every failure that leaves the handler on purpose. The message says what failed, why
 * and what to change, led by the script's S3 URI or the request id; Lambda reports the class as
 * {@code errorType} and the message as {@code errorMessage}.
 */
public abstract class InvocationFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvocationFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
