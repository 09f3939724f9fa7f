import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Paths;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hudi.HoodieDataSourceHelpers;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Upserts a CSV file of accommodations into a Hudi table: a row whose id is there replaces it,
 * unless it has seen fewer reviews.
 *
 * <p>INPUT_PATH names the file or folder, OUTPUT_PATH the table. Returns the instant of its commit.
 */
public final class CsvToHudi {
  private static final String SCHEMA =
      "id BIGINT, shape STRING, name STRING, host_name STRING, neighbourhood_group STRING,"
          + " neighbourhood STRING, room_type STRING, price DECIMAL(10,2), minimum_nights INT,"
          + " number_of_reviews INT, last_review DATE, reviews_per_month DOUBLE,"
          + " calculated_host_listings_count INT, availability_365 INT";

  public static void main(String[] args) throws IOException {
    SparkSession spark = SparkSession.builder().getOrCreate();
    String table = System.getenv("OUTPUT_PATH");

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
        .write()
        .format("hudi")
        .option("hoodie.table.name", "accommodations")
        .option("hoodie.datasource.write.operation", "upsert")
        .option("hoodie.datasource.write.recordkey.field", "id")
        .option("hoodie.datasource.write.precombine.field", "number_of_reviews")
        .option("hoodie.datasource.write.partitionpath.field", "")
        .option(
            "hoodie.datasource.write.keygenerator.class",
            "org.apache.hudi.keygen.NonpartitionedKeyGenerator")
        // Hudi's table of the table's files, and a server that shares it with executors elsewhere,
        // pay for themselves with thousands of files. Here they cost more than the upsert itself.
        // A table that others write with its metadata table must keep it: remove the first line.
        .option("hoodie.metadata.enable", false)
        .option("hoodie.embed.timeline.server", false)
        .option("hoodie.write.markers.type", "DIRECT")
        // Old versions of the rows' files are deleted after every tenth commit, not after each one;
        // the newest ten always stay. To guess how long a row is, the last commit of a table this
        // small will do, where Hudi reads five.
        .option("hoodie.clean.trigger.max.commits", 10)
        .option("hoodie.record.size.estimation.threshold", 0.001)
        // As Spark compresses its own; Hudi's gzip makes smaller files and takes longer.
        .option("hoodie.parquet.compression.codec", "snappy")
        .mode(SaveMode.Append)
        .save(table);

    FileSystem files = new Path(table).getFileSystem(spark.sparkContext().hadoopConfiguration());
    String commit = HoodieDataSourceHelpers.latestCommit(files, table);
    Files.writeString(
        Paths.get(System.getenv("RESULT_FILE")), "{\"commit\": \"%s\"}".formatted(commit));
  }
}
