package io.github.sparkonlambda.python;

/** A Python script failed. It has no frames: what there is to say is Python's traceback. */
final class PythonJobException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PythonJobException(String message) {
    this(message, null);
  }

  PythonJobException(String message, Throwable cause) {
    super(message, cause, false, false);
  }
}
