package io.github.sparkonlambda.handler;

import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * A job that uses of Spark what tends to stay, leaves it all, and says how large its JVM is. With
 * an OUTPUT_PATH it also adds to a table there, of another format than the run before.
 */
public final class EnduranceJob {
  private static final byte[] HELD = new byte[1 << 20];

  private EnduranceJob() {}

  /** What a job's own class brings: encoders, generated code, closures. */
  public static final class Row implements Serializable {
    private static final long serialVersionUID = 1L;
    private long number;

    /** The number. */
    public long getNumber() {
      return number;
    }

    /** The number. */
    public void setNumber(long number) {
      this.number = number;
    }
  }

  /** Runs; the field {@code run} of the event makes each run's query another one. */
  public static void main(String[] args) throws Exception {
    int run = Integer.parseInt(System.getenv("run"));
    SparkSession spark = SparkSession.builder().getOrCreate();
    spark
        .range(100 + run)
        .selectExpr("id AS number", "id % 7 AS k" + run)
        .createOrReplaceTempView("numbers");
    Dataset<Row> rows = spark.table("numbers").select("number").as(Encoders.bean(Row.class));
    rows.cache();
    MapFunction<Row, Long> more = row -> row.getNumber() + HELD.length;
    long sum = rows.map(more, Encoders.LONG()).collectAsList().stream().mapToLong(x -> x).sum();
    spark.sql("SELECT k" + run + ", count(*) FROM numbers GROUP BY k" + run).collect();
    spark
        .udf()
        .register(
            "plus",
            (org.apache.spark.sql.api.java.UDF1<Long, Long>) x -> x + run,
            org.apache.spark.sql.types.DataTypes.LongType);
    spark.sql("SELECT sum(plus(number)) FROM numbers").collect();
    rows.write().mode("overwrite").parquet(Path.of("out").toUri().toString());
    if (System.getenv("OUTPUT_PATH") != null) {
      append(spark, run);
    }
    Thread thread = new Thread(EnduranceJob::waitForEver);
    thread.setDaemon(true);
    thread.start();
    System.setProperty("run" + run, "x".repeat(1000));
    System.gc();
    Files.writeString(
        Path.of(System.getenv("RESULT_FILE")),
        "{\"sum\": %d, \"heap\": %d, \"metaspace\": %d, \"classes\": %d, \"threads\": %d, \"files\": %d}"
            .formatted(
                sum,
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 10,
                metaspace() >> 10,
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                openFiles()));
  }

  private static void append(SparkSession spark, int run) throws NoSuchTableException {
    String table = System.getenv("OUTPUT_PATH");
    Dataset<org.apache.spark.sql.Row> rows = spark.table("numbers").select("number");
    if (run % 3 == 0) {
      rows.write().format("delta").mode("append").save(table + "/delta");
    } else if (run % 3 == 1) {
      spark.sql("CREATE TABLE IF NOT EXISTS iceberg.e.numbers (number BIGINT) USING iceberg");
      rows.writeTo("iceberg.e.numbers").append();
    } else {
      rows.write()
          .format("hudi")
          .option("hoodie.table.name", "numbers")
          .option("hoodie.datasource.write.recordkey.field", "number")
          .option("hoodie.datasource.write.precombine.field", "number")
          .option("hoodie.metadata.enable", false)
          .option("hoodie.embed.timeline.server", false)
          .mode("append")
          .save(table + "/hudi");
    }
  }

  private static long metaspace() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Metaspace"))
        .mapToLong(pool -> pool.getUsage().getUsed())
        .sum();
  }

  private static void waitForEver() {
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      return;
    }
  }

  private static int openFiles() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return List.of(files.toArray()).size();
    }
  }
}
