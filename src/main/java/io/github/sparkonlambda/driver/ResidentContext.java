package io.github.sparkonlambda.driver;

import org.apache.spark.ContextCleaner;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * A SparkContext that many jobs use one after the other. A job may stop it, as scripts do at their
 * end: it is then stopped for that job, which may even make another, and alive again for the next.
 */
public final class ResidentContext extends SparkContext {
  /** Null while Spark makes the context; empty if the user's settings leave it out. */
  private final Option<ContextCleaner> cleaner;

  private volatile boolean stoppedByTheJob;

  ResidentContext(SparkConf conf) {
    super(conf);
    Option<ContextCleaner> sparks = super.cleaner();
    if (sparks.isDefined()) {
      sparks.get().stop();
      cleaner = Option.apply(new ResidentCleaner(this));
      cleaner.get().start();
    } else {
      cleaner = sparks;
    }
  }

  @Override
  public Option<ContextCleaner> cleaner() {
    return cleaner == null ? super.cleaner() : cleaner;
  }

  @Override
  public void stop() {
    stop(0);
  }

  @Override
  public void stop(int exitCode) {
    if (dagScheduler() == null) {
      super.stop(exitCode); // It could not be made, and Spark removes what there is of it.
    } else if (!isStopped()) {
      cancelAllJobs();
      stoppedByTheJob = true;
      SparkSession.clearActiveSession();
      SparkSession.clearDefaultSession();
      SparkContext$.MODULE$.clearActiveContext();
    }
  }

  @Override
  public boolean isStopped() {
    return stoppedByTheJob || super.isStopped();
  }

  @Override
  public void assertNotStopped() {
    if (stoppedByTheJob) {
      throw new IllegalStateException(
          "Cannot call methods on a stopped SparkContext. The job has stopped it.");
    }
    super.assertNotStopped();
  }

  /**
   * Called by a job that is about to make a context, as if it had been told to: the resident one is
   * stopped for this job. Another one, of the job's own, stays, and Spark says so.
   */
  public static void giveWay() {
    Option<SparkContext> active = SparkContext$.MODULE$.getActive();
    if (active.isDefined() && active.get() instanceof ResidentContext) {
      active.get().stop();
    }
  }

  /** Makes it the context of the next job. */
  void revive() {
    stoppedByTheJob = false;
    SparkContext$.MODULE$.setActiveContext(this);
  }
}
