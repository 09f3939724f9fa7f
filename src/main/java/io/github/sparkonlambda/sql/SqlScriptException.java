package io.github.sparkonlambda.sql;

/** A SQL script failed. It has no frames: they would be ours, and tell the author nothing. */
final class SqlScriptException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SqlScriptException(String message) {
    this(message, null);
  }

  SqlScriptException(String message, Throwable cause) {
    super(message, cause, false, false);
  }
}
