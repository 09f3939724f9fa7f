package io.github.sparkonlambda.driver;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.python.PythonWorkerFactory;
import org.apache.spark.util.Utils;
import scala.collection.JavaConverters;
import scala.collection.mutable.HashMap;

/**
 * The processes in which Spark runs a job's Python functions. They are forks of a daemon that Spark
 * keeps for the next job, with the modules and the environment of this one.
 */
final class PythonWorkers {
  /**
   * A folder of PySpark's for each context of a script, with its broadcasts and large functions.
   */
  private static final String FOLDERS = "pyspark-*";

  private PythonWorkers() {}

  /**
   * Ends them, and deletes what Python handed over in files. Their factories stay, each of which
   * has a thread for ever, and start others.
   */
  static void stop(SparkEnv env) throws IOException {
    synchronized (env) {
      Object factories = Internals.field(env, "pythonWorkers");
      JavaConverters.mapAsJavaMap((HashMap<?, ?>) factories)
          .values()
          .forEach(factory -> ((PythonWorkerFactory) factory).stop());
    }
    Path local = Path.of(Utils.getLocalDir(env.conf()));
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(local, FOLDERS)) {
      for (Path folder : folders) {
        Utils.deleteRecursively(folder.toFile());
      }
    }
  }
}
