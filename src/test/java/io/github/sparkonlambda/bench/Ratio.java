package io.github.sparkonlambda.bench;

import java.util.OptionalDouble;

/**
 * A figure with a target, as measured.
 *
 * @param cell where it was measured
 */
record Ratio(Figure figure, Cell cell, double value) {
  /** The targets are for the sample's size. */
  OptionalDouble target() {
    return cell.size().isSample() ? figure.target(cell.format()) : OptionalDouble.empty();
  }

  /** Whether the target, if there is one, is reached. */
  boolean reached() {
    return target().isEmpty() || value <= target().getAsDouble();
  }
}
