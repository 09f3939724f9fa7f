package io.github.sparkonlambda.submit;

/**
 * How the sandbox's memory is shared, in MB.
 *
 * @param heap the driver's heap
 * @param handler the handler JVM, all of it
 * @param nonHeap the driver's metaspace, code, threads, direct buffers and the page cache it needs
 */
record MemoryPlan(int heap, int handler, int nonHeap) {
  /** Measured: 105 MB with small events; the rest is for one of 6 MB. */
  private static final int HANDLER = 128;

  /** Measured beside a full heap of 528 MB: Iceberg 287 MB, Delta 330 MB, Hudi 359 MB. */
  private static final int LEAST_NON_HEAP = 368;

  /**
   * Collector structures, direct buffers and what the C library cannot give back grow with the
   * work: 400 MB upserted into Hudi at 3008 MB held too much with 15.
   */
  private static final int NON_HEAP_PERCENT = 18;

  /** The plan for a sandbox of this many MB. */
  static MemoryPlan of(int megabytes) {
    int nonHeap = Math.max(LEAST_NON_HEAP, megabytes / 100 * NON_HEAP_PERCENT);
    return new MemoryPlan(megabytes - HANDLER - nonHeap, HANDLER, nonHeap);
  }

  /** All of the driver's. */
  int driver() {
    return heap + nonHeap;
  }
}
