package io.github.sparkonlambda.driver;

import org.apache.spark.SparkEnv;
import org.apache.spark.api.python.PythonWorkerFactory;
import scala.collection.JavaConverters;
import scala.collection.mutable.HashMap;

/**
 * The processes in which Spark runs a job's Python functions. They are forks of a daemon that Spark
 * keeps for the next job, with the modules and the environment of this one.
 */
final class PythonWorkers {
  private PythonWorkers() {}

  /** Ends them. Their factories stay, each of which has a thread for ever, and start others. */
  static void stop(SparkEnv env) {
    synchronized (env) {
      Object factories = Internals.field(env, "pythonWorkers");
      JavaConverters.mapAsJavaMap((HashMap<?, ?>) factories)
          .values()
          .forEach(factory -> ((PythonWorkerFactory) factory).stop());
    }
  }
}
