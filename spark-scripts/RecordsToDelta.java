import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;

import io.github.sparkonlambda.job.Invocation;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Adds the JSON records of a Kinesis or Kafka batch to the Delta table in OUTPUT_PATH, and creates
 * it if it is not there. Returns how many were new.
 *
 * <p>The same records may come twice: a batch that failed half-way is sent again, and so is one
 * whose reply was lost. A record that the table has, by its id, is not added again.
 */
public final class RecordsToDelta {
  private static final String ORDER = "customer BIGINT, amount DECIMAL(10,2)";

  public static void main(String[] args) {
    Invocation invocation = Invocation.current();
    SparkSession spark = invocation.session();
    String table = "delta.`%s`".formatted(System.getenv("OUTPUT_PATH"));
    spark.sql(
        "CREATE TABLE IF NOT EXISTS %s (id STRING, arrived TIMESTAMP, %s) USING delta"
            .formatted(table, ORDER));
    orders(invocation).createOrReplaceTempView("orders");
    Row merged =
        spark
            .sql(
                "MERGE INTO %s AS t USING orders AS s ON t.id = s.id WHEN NOT MATCHED THEN INSERT *"
                    .formatted(table))
            .first();
    invocation.result(Map.of("inserted", merged.<Long>getAs("num_inserted_rows")));
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
