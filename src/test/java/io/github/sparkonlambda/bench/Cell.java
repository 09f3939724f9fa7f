package io.github.sparkonlambda.bench;

import io.github.sparkonlambda.config.Framework;
import io.github.sparkonlambda.config.ScriptKind;

/**
 * One point of the matrix.
 *
 * @param format the table's format
 * @param script what the sample is written in
 * @param size the CSV's size
 * @param memoryMegabytes the function's memory setting
 * @param route how S3 is reached
 */
record Cell(Framework format, ScriptKind script, Size size, int memoryMegabytes, Route route) {
  /** The same point, otherwise reached. */
  Cell by(Route other) {
    return new Cell(format, script, size, memoryMegabytes, other);
  }

  /** The same point for the sample in Java. */
  Cell inJava() {
    return new Cell(format, ScriptKind.JAVA, size, memoryMegabytes, route);
  }

  /** Whether the sample is in Java, as it is for all figures but those of the other languages. */
  boolean isJava() {
    return script == ScriptKind.JAVA;
  }

  /** The format, and the language if it is not Java. */
  String name() {
    return isJava() ? format.name() : format + " " + script;
  }

  /** Unique in a matrix, and fit for a path. */
  String key() {
    return "%s-%s-%sMB-%d-%dms"
        .formatted(format, script, size.name(), memoryMegabytes, route.delay().toMillis());
  }

  @Override
  public String toString() {
    return "%s, %s MB CSV, %d MB memory, S3 %s"
        .formatted(name(), size.name(), memoryMegabytes, route.name());
  }
}
