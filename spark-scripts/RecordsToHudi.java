import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;

import io.github.sparkonlambda.job.Invocation;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/**
 * Upserts the JSON records of a Kinesis or Kafka batch into the Hudi table in OUTPUT_PATH, and
 * creates it if it is not there.
 *
 * <p>The same records may come twice: a batch that failed half-way is sent again, and so is one
 * whose reply was lost. The record's id is the key, so that the table has each once.
 */
public final class RecordsToHudi {
  private static final String ORDER = "customer BIGINT, amount DECIMAL(10,2)";

  public static void main(String[] args) {
    orders(Invocation.current())
        .write()
        .format("hudi")
        .option("hoodie.table.name", "orders")
        .option("hoodie.datasource.write.operation", "upsert")
        .option("hoodie.datasource.write.recordkey.field", "id")
        .option("hoodie.datasource.write.precombine.field", "arrived")
        .option("hoodie.datasource.write.partitionpath.field", "")
        .option(
            "hoodie.datasource.write.keygenerator.class",
            "org.apache.hudi.keygen.NonpartitionedKeyGenerator")
        // CsvToHudi.java says why these suit a small table.
        .option("hoodie.metadata.enable", false)
        .option("hoodie.embed.timeline.server", false)
        .option("hoodie.write.markers.type", "DIRECT")
        .option("hoodie.clean.trigger.max.commits", 10)
        .option("hoodie.record.size.estimation.threshold", 0.001)
        .option("hoodie.parquet.compression.codec", "snappy")
        .mode(SaveMode.Append)
        .save(System.getenv("OUTPUT_PATH"));
  }

  /** A Kafka tombstone has no bytes; what is no UTF-8 has bytes and no value. */
  private static Dataset<Row> orders(Invocation invocation) {
    return invocation
        .records()
        .where("bytes IS NOT NULL")
        .select(
            col("id"),
            col("timestamp").as("arrived"),
            from_json(coalesce(col("value"), lit("not UTF-8")), ORDER, Map.of("mode", "FAILFAST"))
                .as("order"))
        .select("id", "arrived", "order.*");
  }
}
