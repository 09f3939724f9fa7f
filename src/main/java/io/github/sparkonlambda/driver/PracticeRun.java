package io.github.sparkonlambda.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * The job that a primed sandbox runs before its first event: it reads from S3 and writes a small
 * table of each format to the local disk, so that what the first event needs is loaded, generated
 * and compiled. It knows no class of a format, because not every image has them all.
 *
 * <p>INPUT_PATH is an object on S3, OUTPUT_PATH a folder of this machine, and the variable {@code
 * formats} a comma list of formats, perhaps empty.
 */
public final class PracticeRun {
  /** The second write of a table finds it there, the third runs code that has been compiled. */
  private static final int ROUNDS = 3;

  private static final int ROWS = 5_000;
  private static final String SCHEMA = "id BIGINT, name STRING, price DECIMAL(10,2), day DATE";

  private PracticeRun() {}

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    SparkSession spark = SparkSession.builder().getOrCreate();
    readFromS3(spark, new org.apache.hadoop.fs.Path(System.getenv("INPUT_PATH")));
    String input = Files.write(Files.createTempFile("practice", ".csv"), csv()).toUri().toString();
    String output = System.getenv("OUTPUT_PATH");
    for (int round = 1; round <= ROUNDS; round++) {
      Dataset<Row> rows = spark.read().schema(SCHEMA).option("header", true).csv(input);
      rows.write().mode(SaveMode.Append).parquet(output + "/parquet");
      for (String format : System.getenv("formats").toLowerCase(Locale.ROOT).split(",")) {
        write(rows, format, output);
      }
    }
  }

  private static void readFromS3(SparkSession spark, org.apache.hadoop.fs.Path object)
      throws IOException {
    try (FSDataInputStream in =
        object.getFileSystem(spark.sparkContext().hadoopConfiguration()).open(object)) {
      in.read();
    }
  }

  private static Iterable<String> csv() {
    return IntStream.range(0, ROWS)
        .mapToObj(i -> i == 0 ? "id,name,price,day" : i + ",name " + i % 97 + ",9.50,2026-01-02")
        .collect(Collectors.toList());
  }

  private static void write(Dataset<Row> rows, String format, String output) {
    String table = output + "/" + format;
    switch (format) {
      case "delta" ->
          rows.write()
              .format("delta")
              .option("delta.checkpointInterval", 1)
              .mode(SaveMode.Append)
              .save(table);
      case "iceberg" -> appendByName(rows, "iceberg.practice.t");
      case "hudi" -> upsert(rows, table);
      default -> {
        return; // FRAMEWORK is empty.
      }
    }
  }

  private static void appendByName(Dataset<Row> rows, String table) {
    SparkSession spark = rows.sparkSession();
    spark.sql("CREATE TABLE IF NOT EXISTS %s (%s) USING iceberg".formatted(table, SCHEMA));
    rows.write().format("iceberg").mode(SaveMode.Append).saveAsTable(table);
  }

  private static void upsert(Dataset<Row> rows, String table) {
    rows.write()
        .format("hudi")
        .option("hoodie.table.name", "practice")
        .option("hoodie.datasource.write.recordkey.field", "id")
        .option("hoodie.datasource.write.precombine.field", "id")
        .option("hoodie.datasource.write.partitionpath.field", "")
        .option(
            "hoodie.datasource.write.keygenerator.class",
            "org.apache.hudi.keygen.NonpartitionedKeyGenerator")
        .option("hoodie.metadata.enable", false)
        .option("hoodie.embed.timeline.server", false)
        .mode(SaveMode.Append)
        .save(table);
  }
}
