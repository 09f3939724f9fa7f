package io.github.sparkonlambda.driver;

import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.sql.SparkSession;

/**
 * A SparkContext that many jobs use one after the other. A job may stop it, as scripts do at their
 * end: it is then stopped for that job, which may even make another, and alive again for the next.
 */
final class ResidentContext extends SparkContext {
  private volatile boolean stoppedByTheJob;

  ResidentContext(SparkConf conf) {
    super(conf);
  }

  @Override
  public void stop() {
    stop(0);
  }

  @Override
  public void stop(int exitCode) {
    if (!isStopped()) {
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

  /** Makes it the context of the next job. */
  void revive() {
    stoppedByTheJob = false;
    SparkContext$.MODULE$.setActiveContext(this);
  }
}
