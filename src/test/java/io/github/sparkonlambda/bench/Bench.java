package io.github.sparkonlambda.bench;

import io.github.sparkonlambda.config.ScriptKind;
import io.github.sparkonlambda.local.Build;
import io.github.sparkonlambda.local.Maven;
import io.github.sparkonlambda.local.PySpark;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Measures, as {@code mvn -Pbench} starts it. After each point of the matrix it writes {@code
 * bench.json}, {@code bench.svg} and {@code bench.txt}, so that a run that is stopped keeps what it
 * has. Ends with status 1 if something could not be measured, 2 if an option was bad.
 */
public final class Bench {
  /** Tells Maven that all went well. */
  private static final Path SUCCEEDED = Build.target().resolve("local/bench-succeeded");

  /** Processes that wanted a processor in the last minute; building this takes some of it. */
  private static final double BUSY = 2 + Runtime.getRuntime().availableProcessors();

  private final Progress progress = new Progress();
  private final BenchOptions options;
  private final Results results;

  private Bench(BenchOptions options) throws IOException {
    this.options = options;
    this.results = new Results(Instant.now(), Machine.current(), Machine.load(), options);
  }

  /** Runs with {@code name=value} arguments, see {@link BenchOptions#USAGE}. */
  public static void main(String[] arguments) throws Exception {
    Maven.run(
        arguments,
        SUCCEEDED,
        BenchOptions.USAGE,
        BenchOptions::parse,
        options -> new Bench(options).run());
  }

  private boolean run() throws IOException, InterruptedException, URISyntaxException {
    Files.createDirectories(options.out());
    progress.step("%s", results.machine());
    if (results.load() > BUSY) {
      progress.step("The machine is busy (load %.1f): trust the ratios only", results.load());
    }
    progress.step("Making the archives of classes, as the image build does");
    Archives.make(options.formats(), options.out().resolve("archives.log"));
    Path logFile = options.out().resolve("lambda.log");
    List<Cell> cells = cells();
    try (Lab lab = Lab.open(options.out().resolve("work"), logFile, cells)) {
      for (Size size : options.sizes()) {
        duckDb(lab, size);
      }
      for (int i = 0; i < cells.size(); i++) {
        progress.step("%d of %d: %s", i + 1, cells.size(), cells.get(i));
        results.add(new CellRun(lab, options, cells.get(i), progress).run());
        write();
      }
    }
    progress.print(Report.of(results));
    progress.print(
        "Figures: %s, the sandboxes' log beside them".formatted(options.out().resolve("bench.*")));
    return !results.failed();
  }

  private List<Cell> cells() throws IOException, InterruptedException {
    if (PySpark.path().isPresent() || !options.scripts().contains(ScriptKind.PY)) {
      return options.cells();
    }
    progress.step("Without PySpark scripts, which need: %s", PySpark.HOW_TO_ENABLE);
    return options.cells().stream().filter(cell -> cell.script() != ScriptKind.PY).toList();
  }

  private void duckDb(Lab lab, Size size)
      throws IOException, InterruptedException, URISyntaxException {
    Path csv = lab.input(size);
    DuckDb duckDb =
        DuckDb.measure(size, csv, lab.scratch("duckdb.parquet"), options.repeats(), options.warm());
    progress.step("DuckDB, %s MB CSV", size.name());
    progress.way(Way.COLD.label());
    duckDb.cold().values().forEach(progress::time);
    progress.way(Way.WARM.label());
    duckDb.warm().values().forEach(progress::time);
    results.add(duckDb);
  }

  private void write() throws IOException {
    Files.writeString(options.out().resolve("bench.json"), Json.of(results));
    Files.writeString(options.out().resolve("bench.svg"), Chart.svg(results));
    Files.writeString(options.out().resolve("bench.txt"), Report.of(results));
  }
}
