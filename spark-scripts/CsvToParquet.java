import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Appends a CSV file of accommodations to a folder of Parquet files.
 *
 * <p>INPUT_PATH names the file or folder, OUTPUT_PATH the folder. Returns how many rows were added.
 */
public final class CsvToParquet {
  private static final String SCHEMA =
      "id BIGINT, shape STRING, name STRING, host_name STRING, neighbourhood_group STRING,"
          + " neighbourhood STRING, room_type STRING, price DECIMAL(10,2), minimum_nights INT,"
          + " number_of_reviews INT, last_review DATE, reviews_per_month DOUBLE,"
          + " calculated_host_listings_count INT, availability_365 INT";

  public static void main(String[] args) throws IOException, InterruptedException {
    SparkSession spark = SparkSession.builder().getOrCreate();
    Observation added = new Observation();

    Dataset<Row> accommodations =
        spark
            .read()
            .schema(SCHEMA)
            .option("header", true)
            .option("enforceSchema", false) // a file with other columns fails instead of shifting
            .option("sep", ";")
            .option("escape", "\"")
            .option("mode", "FAILFAST")
            .csv(System.getenv("INPUT_PATH"));

    accommodations
        .observe(added, count(lit(1)).as("rows"))
        .write()
        .mode(SaveMode.Append)
        .parquet(System.getenv("OUTPUT_PATH"));

    String result = "{\"rows\": %d}".formatted((long) added.getAsJava().get("rows"));
    Files.writeString(Path.of(System.getenv("RESULT_FILE")), result);
  }
}
