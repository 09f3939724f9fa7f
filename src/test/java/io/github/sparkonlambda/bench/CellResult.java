package io.github.sparkonlambda.bench;

import java.util.EnumMap;
import java.util.Map;

/** What was measured at one point of the matrix. */
final class CellResult {
  private final Cell cell;
  private final Map<Way, Measured> ways = new EnumMap<>(Way.class);

  CellResult(Cell cell) {
    this.cell = cell;
  }

  Cell cell() {
    return cell;
  }

  /** What this way came to; empty of figures if it was not measured. */
  Measured of(Way way) {
    return ways.computeIfAbsent(way, unmeasured -> new Measured());
  }

  boolean failed() {
    return ways.values().stream().anyMatch(measured -> measured.failure().isPresent());
  }
}
