package io.github.sparkonlambda.source;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.config.Framework;
import java.time.Duration;
import java.util.Locale;

/**
 * How one way brought all records into one table.
 *
 * @param way by the local Lambda, or by a streaming query
 * @param records as many as there were
 * @param total from the start of the sandbox or of the query's JVM to the last commit
 * @param working the part of it from the first event to the last reply, or the query alone
 * @param batches invocations, or micro-batches
 * @param median of the invocations
 */
record CampaignFigure(
    String way,
    Framework framework,
    long records,
    Duration total,
    Duration working,
    int batches,
    Duration median) {
  CampaignFigure {
    requireNonNull(way, "way");
    requireNonNull(framework, "framework");
  }

  static final String HEADER =
      "%-12s %-8s %9s %8s %11s %8s %11s %8s %8s"
          .formatted(
              "way",
              "table",
              "records",
              "total s",
              "records/s",
              "work s",
              "records/s",
              "batches",
              "median s");

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%-12s %-8s %,9d %8.1f %,11.0f %8.1f %,11.0f %8d %8.2f",
        way,
        framework,
        records,
        seconds(total),
        records / seconds(total),
        seconds(working),
        records / seconds(working),
        batches,
        seconds(median));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
