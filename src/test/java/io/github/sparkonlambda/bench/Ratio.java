package io.github.sparkonlambda.bench;

import java.util.OptionalDouble;

/**
 * A figure with a target, as measured.
 *
 * @param cell where it was measured
 */
record Ratio(Figure figure, Cell cell, double value) {
  OptionalDouble target() {
    return figure.target(cell.format());
  }

  /** Whether the target, if there is one, is reached. */
  boolean reached() {
    return target().isEmpty() || value <= target().getAsDouble();
  }
}
