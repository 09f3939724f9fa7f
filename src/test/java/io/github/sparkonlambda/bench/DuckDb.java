package io.github.sparkonlambda.bench;

import io.github.sparkonlambda.local.Build;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBDriver;

/**
 * The lower bound: DuckDB from the same CSV to a Parquet file, both on the local disk, without a
 * table's commit. Its S3 client is an extension that it would download, so there is no second
 * figure with delayed requests.
 *
 * @param size the CSV
 * @param bytes its true size
 * @param cold seconds from the start of a JVM to the first file
 * @param warm seconds of each later file in one JVM
 * @param peakMegabytes the process's largest memory
 */
record DuckDb(Size size, long bytes, Series cold, Series warm, long peakMegabytes) {
  /** Measures so many cold starts; the last process then goes on to its run number {@code warm}. */
  static DuckDb measure(Size size, Path csv, Path parquet, int repeats, int warm)
      throws IOException, InterruptedException, URISyntaxException {
    List<Double> cold = new ArrayList<>();
    List<Double> later = new ArrayList<>();
    long peak = 0;
    for (int i = 1; i <= repeats; i++) {
      int runs = i < repeats ? 1 : warm;
      long begun = System.nanoTime();
      Process process = start(csv, parquet, runs);
      try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          long number = Long.parseLong(line.split(" ")[1]);
          if (line.startsWith("peak")) {
            peak = Math.max(peak, number / 1024);
          } else if (cold.size() < i) {
            cold.add((System.nanoTime() - begun) / 1e9);
          } else {
            later.add(number / 1e9);
          }
        }
      }
      if (process.waitFor() != 0) {
        throw new IOException("DuckDB failed; its error stands above");
      }
    }
    return new DuckDb(size, csv.toFile().length(), new Series(cold), new Series(later), peak);
  }

  private static Process start(Path csv, Path parquet, int runs)
      throws IOException, URISyntaxException {
    Path driver =
        Path.of(DuckDBDriver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return new ProcessBuilder(
            Build.java(),
            "-cp",
            Build.target().resolve("test-classes") + File.pathSeparator + driver,
            DuckDbProcess.class.getName(),
            csv.toString(),
            parquet.toString(),
            Integer.toString(runs))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
