package io.github.sparkonlambda.submit;

import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.config.ScriptKind;

/**
 * How the sandbox's memory is shared, in MB.
 *
 * @param heap the driver's heap
 * @param handler the handler JVM, all of it
 * @param nonHeap the driver's metaspace, code, threads, direct buffers and the page cache it needs
 * @param python the interpreters of a Python script; 0 for other scripts
 */
record MemoryPlan(int heap, int handler, int nonHeap, int python) {
  /**
   * Spark wants 450 MB of what the JVM says is its largest heap, a survivor space less than -Xmx.
   */
  static final int LEAST_HEAP = 480;

  /** The server that forks, the script, Spark's daemon and two workers, with pyspark alone. */
  private static final int PYTHON = 160;

  /** Measured: 105 MB with small events; the rest is for one of 6 MB. */
  private static final int HANDLER = 128;

  /** Measured beside a full heap of 528 MB: Iceberg 287 MB, Delta 330 MB, Hudi 359 MB. */
  private static final int LEAST_NON_HEAP = 368;

  /**
   * Collector structures, direct buffers and what the C library cannot give back grow with the
   * work: 400 MB upserted into Hudi at 3008 MB held too much with 15.
   */
  private static final int NON_HEAP_PERCENT = 18;

  /** The plan of a function. */
  static MemoryPlan of(Config config) {
    return of(config.memoryMegabytes(), config.script().kind());
  }

  /** The plan for scripts of this kind in a sandbox of this many MB. */
  static MemoryPlan of(int megabytes, ScriptKind kind) {
    int nonHeap = Math.max(LEAST_NON_HEAP, megabytes / 100 * NON_HEAP_PERCENT);
    int rest = megabytes - HANDLER - nonHeap;
    int python = kind == ScriptKind.PY ? Math.min(PYTHON, rest - LEAST_HEAP) : 0;
    return new MemoryPlan(rest - python, HANDLER, nonHeap, python);
  }

  /** All of the driver's. */
  int driver() {
    return heap + nonHeap;
  }
}
