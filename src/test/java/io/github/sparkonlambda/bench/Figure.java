package io.github.sparkonlambda.bench;

import io.github.sparkonlambda.config.Framework;
import java.util.Locale;
import java.util.OptionalDouble;

/** The figures that have a target. */
enum Figure {
  COLD("cold / baseline", 0.33, 0.33, 0.50),
  WARM("warm / baseline", 0.06, 0.06, 0.10),
  DUCKDB("warm / DuckDB warm", 8, 8, Double.NaN),
  REQUESTS("S3 requests of a warm event", 12, 14, 80),
  DELAY("warm delayed / warm on loopback", 1.5, 1.5, 1.6),
  SQL("warm, SQL / Java", 1.05, Double.NaN, Double.NaN),
  PYTHON("warm, PySpark / Java", 1.3, Double.NaN, Double.NaN),
  PYTHON_COLD("cold, PySpark / Java", 1.3, Double.NaN, Double.NaN);

  private final String label;
  private final double delta;
  private final double iceberg;
  private final double hudi;

  Figure(String label, double delta, double iceberg, double hudi) {
    this.label = label;
    this.delta = delta;
    this.iceberg = iceberg;
    this.hudi = hudi;
  }

  String label() {
    return label;
  }

  /** What the figure should not be above. */
  OptionalDouble target(Framework format) {
    double target =
        switch (format) {
          case DELTA -> delta;
          case ICEBERG -> iceberg;
          case HUDI -> hudi;
        };
    return Double.isNaN(target) ? OptionalDouble.empty() : OptionalDouble.of(target);
  }

  /** The name in JSON. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The figure as a person reads it. */
  String format(double value) {
    return switch (this) {
      case COLD, WARM -> String.format(Locale.ROOT, "%.3f", value);
      case SQL, PYTHON, PYTHON_COLD -> String.format(Locale.ROOT, "%.2f", value);
      case DUCKDB, DELAY -> String.format(Locale.ROOT, "%.1f", value);
      case REQUESTS -> String.format(Locale.ROOT, "%.0f", value);
    };
  }
}
