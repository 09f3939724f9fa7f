package io.github.sparkonlambda.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The function's variables that make it do as the original does: a new spark-submit JVM for each
 * event, of the JVM's and the libraries' own defaults, whatever this project has tuned. Its heap is
 * the function's usual one. A pure function.
 *
 * <p>A user's options come after the function's own and win, which is what this relies on. Whoever
 * makes the function faster by a setting adds the default of old here.
 */
final class Baseline {
  private static final List<String> LIBRARY_DEFAULTS =
      List.of(
          "spark.hadoop.fs.s3.impl=org.apache.hadoop.fs.s3a.S3AFileSystem",
          "spark.hadoop.fs.s3a.impl=org.apache.hadoop.fs.s3a.S3AFileSystem",
          "spark.hadoop.fs.s3a.s3.client.factory.impl=org.apache.hadoop.fs.s3a.DefaultS3ClientFactory",
          "spark.hadoop.fs.s3a.performance.flags=",
          "spark.delta.logStore.s3.impl=io.delta.storage.S3SingleDriverLogStore",
          "spark.delta.logStore.s3a.impl=io.delta.storage.S3SingleDriverLogStore",
          "spark.databricks.delta.snapshotPartitions=50",
          "spark.sql.streaming.checkpointFileManagerClass="
              + "org.apache.spark.sql.execution.streaming.FileContextBasedCheckpointFileManager",
          "spark.sql.catalog.iceberg=org.apache.iceberg.spark.SparkCatalog",
          "spark.sql.catalog.default_iceberg=org.apache.iceberg.spark.SparkCatalog");

  private Baseline() {}

  /**
   * The variables.
   *
   * @param javaHome where the sandbox's JVM lies
   */
  static Map<String, String> environment(Path javaHome) {
    StringBuilder arguments = new StringBuilder("--driver-java-options \"");
    arguments.append(String.join(" ", javaOptions(javaHome))).append('"');
    LIBRARY_DEFAULTS.forEach(property -> arguments.append(" --conf ").append(property));
    // Glibc takes no arenas for as many as it would have without the variable.
    return Map.of(
        "SPARK_ENGINE", "fork", "SPARK_SUBMIT_ARGS", arguments.toString(), "MALLOC_ARENA_MAX", "0");
  }

  /**
   * The default collector, the default compilers, and the JDK's own archive in place of any other.
   */
  private static List<String> javaOptions(Path javaHome) {
    return List.of(
        "-XX:+UseG1GC",
        "-XX:+TieredCompilation",
        "-XX:TieredStopAtLevel=4",
        "-XX:Tier4InvocationThreshold=5000",
        "-XX:Tier4MinInvocationThreshold=600",
        "-XX:Tier4CompileThreshold=15000",
        "-XX:Tier4BackEdgeThreshold=40000",
        "-XX:+UsePerfData",
        "-Djdk.nio.maxCachedBufferSize=" + Long.MAX_VALUE,
        "-Djol.skipDynamicAttach=false",
        "-Djol.skipHotspotSAAttach=false",
        "-XX:SharedArchiveFile=" + javaHome.resolve("lib/server/classes.jsa"));
  }
}
