package io.github.sparkonlambda.driver;

import org.apache.spark.ContextCleaner;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;

/**
 * Removes what nobody refers to any more from one context. Spark's own cleaner removes a broadcast
 * from whichever context is the current one, which may be one that a job has made, with other
 * broadcasts of the same numbers, or none at all, which it logs as an error.
 */
final class ResidentCleaner extends ContextCleaner {
  private final SparkContext context;

  ResidentCleaner(SparkContext context) {
    super(context, context.shuffleDriverComponents());
    this.context = context;
  }

  @Override
  public void doCleanupBroadcast(long id, boolean blocking) {
    // Otherwise this broadcast stays. So be it: whoever makes a context of its own costs the
    // driver.
    if (SparkEnv.get() == context.env()) {
      super.doCleanupBroadcast(id, blocking);
    }
  }
}
