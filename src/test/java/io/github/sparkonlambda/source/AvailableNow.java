package io.github.sparkonlambda.source;

import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * What the samples do with a topic's records, by Spark Structured Streaming: all that are there,
 * then it ends. A process of its own, in one JVM with Spark. Prints {@code millis N}, from the
 * query's start to its end.
 */
public final class AvailableNow {
  private AvailableNow() {}

  /**
   * Reads a topic into a table.
   *
   * @param args bootstrap servers, topic, format as Spark names it, output, S3 endpoint
   */
  public static void main(String[] args) throws TimeoutException, StreamingQueryException {
    String format = args[2];
    String output = args[3];
    SparkSession spark = session(output, args[4]);
    long begun = System.nanoTime();
    Dataset<Row> orders =
        spark
            .readStream()
            .format("kafka")
            .option("kafka.bootstrap.servers", args[0])
            .option("subscribe", args[1])
            .option("startingOffsets", "earliest")
            .load()
            .selectExpr(
                "concat(topic, '-', partition, '@', offset) AS id",
                "timestamp AS arrived",
                "from_json(CAST(value AS STRING), 'customer BIGINT, amount DECIMAL(10,2)',"
                    + " map('mode', 'FAILFAST')) AS order")
            .select("id", "arrived", "order.*");
    DataStreamWriter<Row> writer =
        orders
            .writeStream()
            .format(format)
            .option("checkpointLocation", output + "-checkpoint")
            .trigger(Trigger.AvailableNow());
    if (format.equals("iceberg")) {
      spark.sql(
          "CREATE TABLE iceberg.lake.orders (id STRING, arrived TIMESTAMP, customer BIGINT,"
              + " amount DECIMAL(10,2)) USING iceberg");
      writer.toTable("iceberg.lake.orders").awaitTermination();
    } else {
      writer.start(output).awaitTermination();
    }
    System.out.println("millis " + (System.nanoTime() - begun) / 1_000_000);
    spark.stop();
  }

  private static SparkSession session(String output, String endpoint) {
    return SparkSession.builder()
        .master("local[*]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.catalog.iceberg", "org.apache.iceberg.spark.SparkCatalog")
        .config("spark.sql.catalog.iceberg.type", "hadoop")
        .config("spark.sql.catalog.iceberg.warehouse", output)
        .config("spark.hadoop.fs.s3.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem")
        .config("spark.delta.logStore.s3.impl", "io.delta.storage.S3SingleDriverLogStore")
        .config("spark.hadoop.fs.s3a.endpoint", endpoint)
        .config("spark.hadoop.fs.s3a.path.style.access", "true")
        .getOrCreate();
  }
}
