package io.github.sparkonlambda.driver;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Locale;
import java.util.Optional;

/** What the last collections found alive, of which the next job has the rest. */
final class HeapUse {
  /** A driver without jobs holds a tenth of the smallest heap. */
  private static final double MOST = 0.7;

  private HeapUse() {}

  /** Why the heap is no place for another job, if it is none. */
  static Optional<String> fault() {
    if (tooFull().isEmpty()) {
      return Optional.empty();
    }
    // The last full collection may have been in the midst of a job that needed as much.
    System.gc();
    return tooFull()
        .map(share -> String.format(Locale.ROOT, "%.0f %% of its heap stays in use", 100 * share));
  }

  /** The share in use, if it is too much. */
  private static Optional<Double> tooFull() {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage after = pool.getCollectionUsage();
      boolean old = pool.getName().contains("Old") || pool.getName().contains("Tenured");
      if (pool.getType() == MemoryType.HEAP && old && after != null && after.getMax() > 0) {
        double share = (double) after.getUsed() / after.getMax();
        return share > MOST ? Optional.of(share) : Optional.empty();
      }
    }
    return Optional.empty(); // A collector without generations.
  }
}
