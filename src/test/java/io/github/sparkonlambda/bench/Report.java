package io.github.sparkonlambda.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The results as a person reads them on a console. */
final class Report {
  private static final String NONE = "-";

  private final Results results;

  private Report(Results results) {
    this.results = results;
  }

  /** All tables. */
  static String of(Results results) {
    Report report = new Report(results);
    return """

    Seconds: medians of %d events by the baseline, %d new sandboxes, and invocations 2 to %d of a warm one (from
    100 MB on fewer), with the medians of its first and second half and its slowest. Memory: the most that a
    sandbox held, in MB; of it the handler; and the most of its files under /tmp. Requests: S3 requests of a warm event, with that for its script.
    %s

    %s
    Targets, with what they are met or missed by:

    %s
    DuckDB, CSV to Parquet on the local disk:

    %s\
    """
        .formatted(
            results.options().repeats(),
            results.options().repeats(),
            results.options().warm(),
            results.machine(),
            report.times(),
            report.targets(),
            report.duckDb());
  }

  private TextTable times() {
    TextTable table =
        new TextTable(
            1,
            "format",
            "CSV MB",
            "memory",
            "S3",
            "baseline",
            "cold",
            "warm",
            "1st half",
            "2nd half",
            "slowest",
            "held: baseline",
            "cold",
            "warm",
            "handler",
            "/tmp",
            "requests");
    for (CellResult result : results.cells()) {
      Measured warm = result.of(Way.WARM);
      List<String> row = new ArrayList<>();
      row.add(result.cell().name());
      row.add(result.cell().size().name());
      row.add(Integer.toString(result.cell().memoryMegabytes()));
      row.add(result.cell().route().name());
      for (Way way : Way.values()) {
        Measured measured = result.of(way);
        row.add(measured.failure().isPresent() ? "failed" : seconds(measured.seconds().median()));
      }
      row.add(seconds(warm.seconds().firstHalf().median()));
      row.add(seconds(warm.seconds().secondHalf().median()));
      row.add(seconds(warm.seconds().largest()));
      for (Way way : Way.values()) {
        row.add(megabytes(result.of(way).peakMegabytes()));
      }
      row.add(megabytes(result.of(Way.COLD).handlerMegabytes()));
      row.add(megabytes(temporary(result)));
      row.add(count(warm.requests()));
      table.row(row);
    }
    return table;
  }

  /** A sandbox's, so that what it has held cold counts for warm too. */
  private static long temporary(CellResult result) {
    return Math.max(
        result.of(Way.COLD).temporaryMegabytes(), result.of(Way.WARM).temporaryMegabytes());
  }

  private TextTable targets() {
    TextTable table =
        new TextTable(2, "figure", "format", "CSV MB", "memory", "S3", "value", "target", "");
    for (Figure figure : Figure.values()) {
      for (Ratio ratio : results.ratios()) {
        if (ratio.figure() == figure) {
          table.row(row(ratio));
        }
      }
    }
    return table;
  }

  private static List<String> row(Ratio ratio) {
    Figure figure = ratio.figure();
    OptionalDouble target = ratio.target();
    return List.of(
        figure.label(),
        ratio.cell().name(),
        ratio.cell().size().name(),
        Integer.toString(ratio.cell().memoryMegabytes()),
        ratio.cell().route().name(),
        figure.format(ratio.value()),
        target.isPresent() ? "<= " + figure.format(target.getAsDouble()) : NONE,
        target.isEmpty() ? "" : ratio.reached() ? "met" : "missed");
  }

  private TextTable duckDb() {
    TextTable table = new TextTable(0, "CSV MB", "true MB", "cold", "warm", "held MB");
    for (DuckDb duckDb : results.duckDbs()) {
      table.row(
          List.of(
              duckDb.size().name(),
              String.format(Locale.ROOT, "%.2f", duckDb.bytes() / 1e6),
              seconds(duckDb.cold().median()),
              seconds(duckDb.warm().median()),
              megabytes(duckDb.peakMegabytes())));
    }
    return table;
  }

  private static String seconds(OptionalDouble seconds) {
    return seconds.isPresent()
        ? String.format(
            Locale.ROOT, seconds.getAsDouble() < 1 ? "%.3f" : "%.2f", seconds.getAsDouble())
        : NONE;
  }

  private static String megabytes(long megabytes) {
    return megabytes == 0 ? NONE : Long.toString(megabytes);
  }

  private static String count(OptionalDouble count) {
    return count.isPresent() ? Figure.REQUESTS.format(count.getAsDouble()) : NONE;
  }
}
