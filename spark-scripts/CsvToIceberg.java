import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;

/**
 * Appends a CSV file of accommodations to an Iceberg table, and creates it if it is not there.
 *
 * <p>INPUT_PATH names the file or folder, OUTPUT_PATH the table. Returns how many rows were added.
 */
public final class CsvToIceberg {
  private static final String SCHEMA =
      "id BIGINT, shape STRING, name STRING, host_name STRING, neighbourhood_group STRING,"
          + " neighbourhood STRING, room_type STRING, price DECIMAL(10,2), minimum_nights INT,"
          + " number_of_reviews INT, last_review DATE, reviews_per_month DOUBLE,"
          + " calculated_host_listings_count INT, availability_365 INT";

  public static void main(String[] args) throws IOException, InterruptedException {
    SparkSession spark = SparkSession.builder().getOrCreate();
    String table = System.getenv("OUTPUT_PATH");
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

    Dataset<Row> observed = accommodations.observe(added, count(lit(1)).as("rows"));
    try {
      append(observed, table);
    } catch (Exception e) {
      if (!(e instanceof NoSuchTableException)) {
        throw e;
      }
      new HadoopTables(spark.sparkContext().hadoopConfiguration())
          .create(SparkSchemaUtil.convert(accommodations.schema()), table);
      append(observed, table);
    }

    String result = "{\"rows\": %d}".formatted((long) added.getAsJava().get("rows"));
    Files.writeString(Path.of(System.getenv("RESULT_FILE")), result);
  }

  private static void append(Dataset<Row> rows, String table) {
    rows.write().format("iceberg").mode(SaveMode.Append).save(table);
  }
}
