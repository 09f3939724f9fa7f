package io.github.sparkonlambda.submit;

import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.config.Engine;
import io.github.sparkonlambda.config.Framework;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Spark properties of a run: what suits a Lambda sandbox, overlaid with the user's own. A pure
 * function of its arguments.
 */
final class SparkSettings {
  private static final String S3A = "org.apache.hadoop.fs.s3a.";
  private static final String CLOUD = "org.apache.spark.internal.io.cloud.";

  // Named, not referenced: the handler JVM must not load what runs beside Spark.
  private static final String FILES = "io.github.sparkonlambda.storage.SandboxFileSystem";
  private static final String CLIENTS = "io.github.sparkonlambda.storage.S3Clients";
  private static final String LOG_STORE = "io.github.sparkonlambda.table.DeltaLogStore";
  private static final String CHECKPOINTS = "io.github.sparkonlambda.storage.CheckpointFiles";
  private static final String HIVE_STAND_INS = "io.github.sparkonlambda.table.HiveStandIns";
  private static final String ICEBERG_CATALOG = "io.github.sparkonlambda.table.IcebergCatalog";

  private final Config config;
  private final Map<String, String> properties = new LinkedHashMap<>();

  private SparkSettings(Config config) {
    this.config = config;
  }

  /**
   * All properties, in a stable order.
   *
   * @param processors how many the sandbox really has
   * @param run the run's folder
   * @param outputPath the job's OUTPUT_PATH
   */
  static Map<String, String> of(
      Config config, int processors, RunFolder run, Optional<String> outputPath) {
    SparkSettings settings = new SparkSettings(config);
    settings.driver(processors);
    settings.loopback();
    settings.writable(run);
    settings.s3(run);
    settings.committer();
    settings.frameworks(processors, run, outputPath);
    if (config.engine() == Engine.WARM) {
      settings.resident();
    }
    settings.properties.putAll(config.sparkProperties());
    return settings.properties;
  }

  private void driver(int processors) {
    set("spark.master", "local[" + processors + "]");
    set("spark.app.name", config.script().uri());
    set("spark.driver.memory", MemoryPlan.of(config).heap() + "m");
    set("spark.default.parallelism", Integer.toString(processors));
    set("spark.sql.shuffle.partitions", Integer.toString(processors));
  }

  /** The sandbox's hostname does not resolve and nobody outside can connect. */
  private void loopback() {
    set("spark.driver.host", "127.0.0.1");
    set("spark.driver.bindAddress", "127.0.0.1");
    set("spark.ui.enabled", "false");
  }

  private void writable(RunFolder run) {
    // spark.local.dir is java.io.tmpdir where it is not set; setting it brings a warning.
    set("spark.sql.warehouse.dir", run.warehouse().toString());
    // Of --packages, which a resident driver fetches once.
    Path ivy = config.engine() == Engine.WARM ? run.kept() : run.path();
    set("spark.jars.ivy", ivy.resolve("ivy").toString());
    set("spark.hadoop.hadoop.tmp.dir", run.temporary().toString());
  }

  private void s3(RunFolder run) {
    hadoop("fs.s3.impl", FILES);
    hadoop("fs.s3a.impl", FILES);
    hadoop("fs.s3a.s3.client.factory.impl", CLIENTS);
    // A folder is made without asking whether one of its parents is a file: S3 does not mind.
    hadoop("fs.s3a.performance.flags", "mkdir");
    hadoop("fs.AbstractFileSystem.s3.impl", S3A + "S3A");
    set("spark.sql.streaming.checkpointFileManagerClass", CHECKPOINTS);
    hadoop("fs.s3a.endpoint.region", config.region());
    hadoop("fs.s3a.buffer.dir", run.temporary().toString());
    if (config.environment().containsKey("AWS_ACCESS_KEY_ID")) {
      // The SDK's provider takes the session token too; nothing secret enters a file or argv.
      hadoop(
          "fs.s3a.aws.credentials.provider",
          "software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider");
    }
    config
        .s3Endpoint()
        .ifPresent(
            endpoint -> {
              hadoop("fs.s3a.endpoint", endpoint.toString());
              hadoop("fs.s3a.path.style.access", "true");
            });
  }

  /** Plain files are written where they belong and made visible by the commit, without a rename. */
  private void committer() {
    hadoop("fs.s3a.committer.name", "magic");
    hadoop("mapreduce.outputcommitter.factory.scheme.s3", S3A + "commit.S3ACommitterFactory");
    hadoop("mapreduce.outputcommitter.factory.scheme.s3a", S3A + "commit.S3ACommitterFactory");
    set("spark.sql.sources.commitProtocolClass", CLOUD + "PathOutputCommitProtocol");
    set("spark.sql.parquet.output.committer.class", CLOUD + "BindingParquetOutputCommitter");
  }

  private void frameworks(int processors, RunFolder run, Optional<String> outputPath) {
    List<String> extensions = new ArrayList<>();
    for (Framework framework : config.frameworks()) {
      extensions.add(
          switch (framework) {
            case DELTA -> delta(processors);
            case ICEBERG -> iceberg(outputPath.orElse(run.warehouse().toString()));
            case HUDI -> hudi();
          });
    }
    if (!extensions.isEmpty()) {
      set("spark.sql.extensions", String.join(",", extensions));
    }
  }

  /**
   * Commits that rivals cannot overwrite, unless the user has a log store of his own: Delta refuses
   * the old property beside the new ones. The state of a table, which each checkpoint computes, is
   * shuffled as any other query is, not into Delta's fifty partitions.
   */
  private String delta(int processors) {
    if (!config.sparkProperties().containsKey("spark.delta.logStore.class")) {
      set("spark.delta.logStore.s3.impl", LOG_STORE);
      set("spark.delta.logStore.s3a.impl", LOG_STORE);
    }
    set("spark.databricks.delta.snapshotPartitions", Integer.toString(processors));
    sessionCatalog("org.apache.spark.sql.delta.catalog.DeltaCatalog");
    return "io.delta.sql.DeltaSparkSessionExtension";
  }

  /**
   * The catalog {@code iceberg} is for tables by name; {@code default_iceberg} is the one through
   * which Iceberg itself reaches tables by path, and would be a Hive catalog if it were not set.
   * The class is ours for tables in folders on S3, where rivals would overwrite each other's
   * commits; with another type it is Iceberg's own.
   */
  private String iceberg(String warehouse) {
    for (String name : List.of("iceberg", "default_iceberg")) {
      set("spark.sql.catalog." + name, ICEBERG_CATALOG);
      set("spark.sql.catalog." + name + ".type", "hadoop");
      set("spark.sql.catalog." + name + ".warehouse", warehouse);
    }
    return "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions";
  }

  /** Hudi's SQL needs some classes of Hive, which has to be seen to before its own extension. */
  private String hudi() {
    sessionCatalog("org.apache.spark.sql.hudi.catalog.HoodieCatalog");
    set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    set("spark.kryo.registrator", "org.apache.spark.HoodieSparkKryoRegistrar");
    return HIVE_STAND_INS + ",org.apache.spark.sql.hudi.HoodieSparkSessionExtension";
  }

  /** Spark has one session catalog; the first format that wants it gets it. */
  private void sessionCatalog(String catalog) {
    properties.putIfAbsent("spark.sql.catalog.spark_catalog", catalog);
  }

  /**
   * Lambda stops the sandbox between two events, for hours: no clock that ran meanwhile may make
   * Spark believe something dead. Nor may what Spark remembers of past jobs, for a UI that is off,
   * grow with each one.
   */
  private void resident() {
    set("spark.network.timeout", "7d");
    set("spark.executor.heartbeatInterval", "1d");
    for (String kind : List.of("Jobs", "Stages", "DeadExecutors")) {
      set("spark.ui.retained" + kind, "20");
    }
    set("spark.ui.retainedTasks", "200");
    set("spark.sql.ui.retainedExecutions", "20");
  }

  private void hadoop(String name, String value) {
    set("spark.hadoop." + name, value);
  }

  private void set(String name, String value) {
    properties.put(name, value);
  }
}
