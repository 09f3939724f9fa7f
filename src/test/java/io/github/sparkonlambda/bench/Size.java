package io.github.sparkonlambda.bench;

import io.github.sparkonlambda.local.Accommodations;

/**
 * A size of the generated CSV. The sample that all measured times speak of is called 4 MB (it has
 * 3.8), the others are multiples of it.
 *
 * @param megabytes its name
 * @param rows its rows
 */
record Size(double megabytes, int rows) {
  private static final double SAMPLE_MEGABYTES = 4;

  /** The size of so many MB, at least one row. */
  static Size of(double megabytes) {
    double samples = megabytes / SAMPLE_MEGABYTES;
    return new Size(
        megabytes, Math.toIntExact(Math.max(1, Math.round(samples * Accommodations.DEFAULT_ROWS))));
  }

  boolean isSample() {
    return megabytes == SAMPLE_MEGABYTES;
  }

  /** Without needless decimals: {@code 0.1}, {@code 4}. */
  String name() {
    return megabytes == Math.rint(megabytes)
        ? Long.toString(Math.round(megabytes))
        : Double.toString(megabytes);
  }
}
