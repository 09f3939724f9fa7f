package io.github.sparkonlambda.python;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.internal.SQLConf;
import scala.Option;
import scala.Tuple2;

/** The SparkContext of a Python script, which asks for it through its gateway. */
public final class PythonContext {
  /** Every script names the first two, PySpark the others, and nothing depends on them. */
  private static final Set<String> IDLE =
      Set.of(
          "spark.app.name",
          "spark.master",
          "spark.serializer.objectStreamReset",
          "spark.rdd.compress",
          "spark.sql.catalogImplementation");

  /** What a JVM is started with, even one for this script alone. */
  private static final Set<String> JVMS =
      Set.of(
          "spark.driver.memory",
          "spark.driver.extraJavaOptions",
          "spark.driver.extraClassPath",
          "spark.driver.extraLibraryPath");

  private static final String HIVE = "org.apache.spark.sql.hive.HiveSessionStateBuilder";

  private PythonContext() {}

  /**
   * The context that runs already, or else a new one.
   *
   * @param conf what the script asked for; which of it a driver can no longer take, whether it has
   *     served others or was started for this script, is said on standard error
   */
  public static JavaSparkContext of(SparkConf conf) {
    Option<SparkContext> active = SparkContext$.MODULE$.getActive();
    SparkConf had = active.isEmpty() ? new SparkConf() : active.get().conf();
    Set<String> late = late(conf, had, active.isDefined());
    if (!late.isEmpty()) {
      System.err.println(
          "The driver runs already and can no longer take these settings of the script: "
              + String.join(", ", late)
              + ". Set them in SPARK_SUBMIT_ARGS.");
    }
    return active.isEmpty()
        ? new JavaSparkContext(conf)
        : JavaSparkContext.fromSparkContext(active.get());
  }

  /**
   * Ends what runs in Spark for threads of a script that has ended itself: the gateway's threads
   * wait for it, and the job's end for them.
   */
  static void cancelJobs() {
    Option<SparkContext> active = SparkContext$.MODULE$.getActive();
    if (active.isDefined()) {
      active.get().cancelAllJobs();
    }
  }

  /** Names only. Most settings of SQL are the session's, which takes them. */
  private static Set<String> late(SparkConf asked, SparkConf had, boolean hasContext) {
    Map<String, String> present = map(had);
    Set<String> late = new TreeSet<>();
    map(asked)
        .forEach(
            (name, value) -> {
              boolean fixed = hasContext ? isFixed(name) : JVMS.contains(name);
              if (fixed && !isThere(name, value, present)) {
                late.add(name);
              }
            });
    return late;
  }

  private static boolean isFixed(String name) {
    return !IDLE.contains(name)
        && (!name.startsWith("spark.sql.") || SQLConf.isStaticConfigKey(name));
  }

  /** Spark adds to the JVM's options what it needs of them. */
  private static boolean isThere(String name, String value, Map<String, String> present) {
    String has = present.getOrDefault(name, "");
    return name.endsWith(".extraJavaOptions") ? has.contains(value) : has.equals(value);
  }

  private static Map<String, String> map(SparkConf conf) {
    Map<String, String> map = new TreeMap<>();
    for (Tuple2<String, String> setting : conf.getAll()) {
      map.put(setting._1(), setting._2());
    }
    return map;
  }

  /** Whether a session can have Hive's catalog. */
  public static boolean hasHive() {
    try {
      Class.forName(HIVE, false, Thread.currentThread().getContextClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
