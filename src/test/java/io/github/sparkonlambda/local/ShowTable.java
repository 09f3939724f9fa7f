package io.github.sparkonlambda.local;

import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A Spark session of its own that reads a table back: prints {@code rows N}, {@code ids N} where
 * the table has an id, and its first rows.
 */
public final class ShowTable {
  private ShowTable() {}

  /**
   * Reads a table.
   *
   * @param args format as Spark names it, path, rows to print, S3 endpoint
   */
  public static void main(String[] args) {
    SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .config(
                "spark.sql.extensions",
                "io.delta.sql.DeltaSparkSessionExtension,"
                    + "org.apache.spark.sql.hudi.HoodieSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.sql.catalog.default_iceberg", "org.apache.iceberg.spark.SparkCatalog")
            .config("spark.sql.catalog.default_iceberg.type", "hadoop")
            .config("spark.sql.catalog.default_iceberg.warehouse", args[1])
            .config("spark.hadoop.fs.s3.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem")
            .config("spark.hadoop.fs.s3a.endpoint", args[3])
            .config("spark.hadoop.fs.s3a.path.style.access", "true")
            .getOrCreate();
    Dataset<Row> table = spark.read().format(args[0]).load(args[1]);
    System.out.println("rows " + table.count());
    if (Arrays.asList(table.columns()).contains("id")) {
      System.out.println("ids " + table.select("id").distinct().count());
    }
    int rows = Integer.parseInt(args[2]);
    if (rows > 0) {
      String[] columns =
          Arrays.stream(table.columns())
              .filter(c -> !c.startsWith("_hoodie"))
              .limit(9)
              .toArray(String[]::new);
      table.selectExpr(columns).show(rows, 24);
    }
    spark.stop();
  }
}
