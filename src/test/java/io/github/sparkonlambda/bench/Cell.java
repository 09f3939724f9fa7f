package io.github.sparkonlambda.bench;

import io.github.sparkonlambda.config.Framework;

/**
 * One point of the matrix.
 *
 * @param format the table's format
 * @param size the CSV's size
 * @param memoryMegabytes the function's memory setting
 * @param route how S3 is reached
 */
record Cell(Framework format, Size size, int memoryMegabytes, Route route) {
  /** The same point, otherwise reached. */
  Cell by(Route other) {
    return new Cell(format, size, memoryMegabytes, other);
  }

  /** Unique in a matrix, and fit for a path. */
  String key() {
    return "%s-%sMB-%d-%dms"
        .formatted(format, size.name(), memoryMegabytes, route.delay().toMillis());
  }

  @Override
  public String toString() {
    return "%s, %s MB CSV, %d MB memory, S3 %s"
        .formatted(format, size.name(), memoryMegabytes, route.name());
  }
}
