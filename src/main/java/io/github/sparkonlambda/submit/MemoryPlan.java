package io.github.sparkonlambda.submit;

/**
 * How the sandbox's memory is shared, in MB.
 *
 * @param heap the driver's heap
 * @param handler the handler JVM, all of it
 * @param nonHeap the driver's metaspace, code, threads, direct buffers and the page cache it needs
 */
record MemoryPlan(int heap, int handler, int nonHeap) {
  /** What the handler JVM is measured to need, with a compiler run and a 6 MB event. */
  private static final int HANDLER = 176;

  /** A driver's measured memory beside its heap with all three formats' classes loaded. */
  private static final int LEAST_NON_HEAP = 320;

  /** Collector structures, direct buffers and shuffle files in cache grow with the heap. */
  private static final int NON_HEAP_PERCENT = 15;

  /** The plan for a sandbox of this many MB. */
  static MemoryPlan of(int megabytes) {
    int nonHeap = Math.max(LEAST_NON_HEAP, megabytes / 100 * NON_HEAP_PERCENT);
    return new MemoryPlan(megabytes - HANDLER - nonHeap, HANDLER, nonHeap);
  }
}
