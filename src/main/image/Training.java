import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * The job whose classes the image's archives hold: what a small job usually does, once for each
 * table format of the image. The second write of a format finds the table there.
 *
 * <p>INPUT_PATH names a CSV, OUTPUT_PATH a folder, and the event's field {@code formats} the
 * formats, {@code classes} a list of further classes to load. It knows no class of a format,
 * because not every image has them all.
 */
public final class Training {
  private static final String SCHEMA =
      "id BIGINT, shape STRING, name STRING, host_name STRING, neighbourhood_group STRING,"
          + " neighbourhood STRING, room_type STRING, price DECIMAL(10,2), minimum_nights INT,"
          + " number_of_reviews INT, last_review DATE, reviews_per_month DOUBLE,"
          + " calculated_host_listings_count INT, availability_365 INT";

  public static void main(String[] args) throws IOException, InterruptedException {
    SparkSession spark = SparkSession.builder().getOrCreate();
    String output = System.getenv("OUTPUT_PATH");
    load(System.getenv("classes"));
    for (int round = 0; round < 2; round++) {
      Observation rows = new Observation();
      Dataset<Row> csv =
          spark
              .read()
              .schema(SCHEMA)
              .option("header", true)
              .option("enforceSchema", false)
              .option("sep", ";")
              .option("escape", "\"")
              .option("mode", "FAILFAST")
              .csv(System.getenv("INPUT_PATH"))
              .observe(rows, count(lit(1)).as("rows"));
      csv.write().mode(SaveMode.Append).parquet(output + "/parquet");
      for (String format : System.getenv("formats").toLowerCase(Locale.ROOT).split(",")) {
        write(csv, format, output, round);
      }
      csv.createOrReplaceTempView("csv");
      spark.sql("SELECT room_type, max(price) FROM csv GROUP BY 1 ORDER BY 2 DESC LIMIT 3").show();
      csv.join(csv.groupBy("shape").agg(avg("price").as("mean")), "shape")
          .dropDuplicates("id")
          .count();
      Files.writeString(
          Path.of(System.getenv("RESULT_FILE")),
          "{\"rows\": %s}".formatted(rows.getAsJava().get("rows")));
    }
  }

  /** What another engine's driver has loaded and this one would not. */
  private static void load(String list) throws IOException {
    if (list == null) {
      return;
    }
    for (String line : Files.readAllLines(Path.of(list))) {
      try {
        Class.forName(line.replace('/', '.'), false, SparkSession.class.getClassLoader());
      } catch (ClassNotFoundException | LinkageError e) {
        System.out.println("Not loaded for the archive: " + e);
      }
    }
  }

  private static void write(Dataset<Row> rows, String format, String output, int round)
      throws IOException {
    String table = output + "/" + format;
    SparkSession spark = rows.sparkSession();
    switch (format) {
      case "delta" ->
          rows.write()
              .format("delta")
              .option("delta.checkpointInterval", 1)
              .mode(SaveMode.Append)
              .save(table);
      case "iceberg" -> {
        table = output + "/training/iceberg";
        if (round == 0) {
          rows.limit(0).writeTo("iceberg.training.iceberg").using("iceberg").createOrReplace();
        }
        rows.write().format("iceberg").mode(SaveMode.Append).save(table);
      }
      case "hudi" ->
          rows.write()
              .format("hudi")
              .option("hoodie.table.name", "training")
              .option("hoodie.datasource.write.operation", "upsert")
              .option("hoodie.datasource.write.recordkey.field", "id")
              .option("hoodie.datasource.write.precombine.field", "number_of_reviews")
              .option("hoodie.datasource.write.partitionpath.field", "")
              .option(
                  "hoodie.datasource.write.keygenerator.class",
                  "org.apache.hudi.keygen.NonpartitionedKeyGenerator")
              .mode(SaveMode.Append)
              .save(table);
      default -> throw new IOException("unknown format " + format);
    }
    spark.read().format(format).load(table).groupBy("room_type").count().collectAsList();
  }
}
