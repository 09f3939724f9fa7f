package io.github.sparkonlambda.bench;

import io.github.sparkonlambda.local.LocalLambda;
import io.github.sparkonlambda.local.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Measures one point of the matrix, into one table: first the baseline, whose first event makes the
 * table and is not counted, then cold sandboxes, the last of which goes on as the warm one. A way
 * that fails is noted as failed and the others are measured all the same.
 */
final class CellRun {
  /** The log has it all. */
  private static final int LONGEST_MESSAGE = 500;

  private final Lab lab;
  private final BenchOptions options;
  private final Cell cell;
  private final Progress progress;
  private final CellResult result;
  private boolean tableExists;

  CellRun(Lab lab, BenchOptions options, Cell cell, Progress progress) {
    this.lab = lab;
    this.options = options;
    this.cell = cell;
    this.progress = progress;
    this.result = new CellResult(cell);
  }

  CellResult run() throws IOException, InterruptedException {
    lab.input(cell.size());
    if (options.hasBaseline(cell)) {
      guarded(Way.BASELINE, this::baseline);
    }
    guarded(Way.COLD, this::cold);
    lab.deleteTable(cell);
    return result;
  }

  private interface Measurement {
    void run(Measured measured) throws IOException, InterruptedException;
  }

  private void guarded(Way way, Measurement measurement) throws InterruptedException {
    Measured measured = result.of(way);
    progress.way(way.label());
    try {
      measurement.run(measured);
    } catch (IOException e) {
      // An event failed, or a sandbox did not start.
      measured.fail(e.getMessage());
      progress.step("%s failed: %s", way.label(), e.getMessage());
    }
  }

  private void baseline(Measured measured) throws IOException, InterruptedException {
    Map<String, String> variables = Baseline.environment(Path.of(System.getProperty("java.home")));
    try (LocalLambda lambda = lab.sandbox(cell, variables)) {
      progress.uncounted(invoke(lambda, System.nanoTime()).seconds());
      for (int i = 1; i <= options.repeats(); i++) {
        add(measured, lambda, invoke(lambda, System.nanoTime()));
      }
    }
  }

  private void cold(Measured measured) throws IOException, InterruptedException {
    Map<String, String> variables = new HashMap<>();
    options.engine().ifPresent(engine -> variables.put("SPARK_ENGINE", engine));
    if (!tableExists) {
      long begun = System.nanoTime();
      try (LocalLambda lambda = lab.sandbox(cell, variables)) {
        progress.uncounted(invoke(lambda, begun).seconds());
      }
    }
    for (int i = 1; i <= options.repeats(); i++) {
      long begun = System.nanoTime();
      try (LocalLambda lambda = lab.sandbox(cell, variables)) {
        add(measured, lambda, invoke(lambda, begun));
        if (i == options.repeats()) {
          guarded(Way.WARM, warm -> warm(warm, lambda));
        }
      }
    }
  }

  private void warm(Measured measured, LocalLambda lambda)
      throws IOException, InterruptedException {
    for (int i = 2; i <= options.warm(cell); i++) {
      add(measured, lambda, invoke(lambda, System.nanoTime()));
    }
  }

  private void add(Measured measured, LocalLambda lambda, Invocation invocation) {
    measured.add(invocation);
    measured.addMemory(lambda.peakSandboxMemoryMegabytes(), lambda.peakMemoryMegabytes());
    measured.addTemporary(lambda.peakTemporaryMegabytes());
    progress.time(invocation.seconds());
  }

  private Invocation invoke(LocalLambda lambda, long begun)
      throws IOException, InterruptedException {
    Outcome outcome = lambda.invoke(lab.event(cell));
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (outcome.failed()) {
      throw new IOException(outcome.errorType() + ": " + oneLine(outcome.errorMessage()));
    }
    tableExists = true;
    Map<String, Object> reply = outcome.fields();
    requireAllRows(reply);
    return new Invocation(seconds, phases(reply), lab.takeRequests());
  }

  private static String oneLine(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.substring(0, Math.min(line.length(), LONGEST_MESSAGE));
  }

  /** Delta and Iceberg jobs say how many rows they added; a wrong number is no measurement. */
  private void requireAllRows(Map<String, Object> reply) throws IOException {
    if (reply.get("result") instanceof Map<?, ?> made
        && made.get("rows") instanceof Number rows
        && rows.intValue() != cell.size().rows()) {
      throw new IOException("%s of %d rows".formatted(rows, cell.size().rows()));
    }
  }

  private static Map<String, Integer> phases(Map<String, Object> reply) {
    Map<String, Integer> phases = new HashMap<>();
    if (reply.get("phases") instanceof Map<?, ?> times) {
      times.forEach((name, millis) -> phases.put((String) name, ((Number) millis).intValue()));
    }
    return phases;
  }
}
