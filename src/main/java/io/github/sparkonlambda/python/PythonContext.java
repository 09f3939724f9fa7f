package io.github.sparkonlambda.python;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Option;
import scala.Tuple2;

/** The SparkContext of a Python script, which asks for it through its gateway. */
public final class PythonContext {
  /** Every script names these, and nothing depends on them. */
  private static final Set<String> IDLE = Set.of("spark.app.name", "spark.master");

  /** PySpark sets these itself. */
  private static final Set<String> PYSPARKS =
      Set.of("spark.serializer.objectStreamReset", "spark.rdd.compress");

  private static final String HIVE = "org.apache.spark.sql.hive.HiveSessionStateBuilder";

  private PythonContext() {}

  /**
   * The context that runs already, or else a new one.
   *
   * @param conf what the script asked for; says on standard error which settings a running driver
   *     can no longer take
   */
  public static JavaSparkContext of(SparkConf conf) {
    Option<SparkContext> active = SparkContext$.MODULE$.getActive();
    if (active.isEmpty()) {
      return new JavaSparkContext(conf);
    }
    Set<String> late = late(conf, active.get().conf());
    if (!late.isEmpty()) {
      System.err.println(
          "The driver runs already and can no longer take these settings of the script: "
              + String.join(", ", late)
              + ". Set them in SPARK_SUBMIT_ARGS.");
    }
    return JavaSparkContext.fromSparkContext(active.get());
  }

  /** Names only. Settings of SQL are the session's, which takes them. */
  private static Set<String> late(SparkConf asked, SparkConf had) {
    Map<String, String> present = map(had);
    Set<String> late = new TreeSet<>();
    map(asked)
        .forEach(
            (name, value) -> {
              // Spark adds to the JVM's options what it needs of them.
              boolean taken =
                  name.startsWith("spark.sql.") || present.getOrDefault(name, "").contains(value);
              if (!taken && !IDLE.contains(name) && !PYSPARKS.contains(name)) {
                late.add(name);
              }
            });
    return late;
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
