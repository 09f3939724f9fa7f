package io.github.sparkonlambda.bench;

import io.github.sparkonlambda.local.MemoryProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBDriver;

/**
 * A process of its own that turns a CSV into a Parquet file with DuckDB, again and again: prints
 * {@code run NANOSECONDS} after each time and {@code peak KILOBYTES} at the end.
 */
final class DuckDbProcess {
  /** The columns, quotes and compression of the sample jobs. */
  private static final String COPY =
      """
      COPY (SELECT * FROM read_csv('%s', delim=';', header=true, quote='"', escape='"',
        columns={'id': 'BIGINT', 'shape': 'VARCHAR', 'name': 'VARCHAR', 'host_name': 'VARCHAR',
          'neighbourhood_group': 'VARCHAR', 'neighbourhood': 'VARCHAR', 'room_type': 'VARCHAR',
          'price': 'DECIMAL(10,2)', 'minimum_nights': 'INTEGER', 'number_of_reviews': 'INTEGER',
          'last_review': 'DATE', 'reviews_per_month': 'DOUBLE',
          'calculated_host_listings_count': 'INTEGER', 'availability_365': 'INTEGER'}))
      TO '%s' (FORMAT parquet, COMPRESSION snappy)
      """;

  private DuckDbProcess() {}

  /** Arguments: the CSV, the Parquet file, how often. */
  public static void main(String[] args) throws Exception {
    Path csv = Path.of(args[0]);
    Path parquet = Path.of(args[1]);
    try (Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
        Statement statement = connection.createStatement()) {
      for (int run = 0; run < Integer.parseInt(args[2]); run++) {
        System.out.println("run " + copy(statement, csv, parquet));
        Files.delete(parquet);
      }
    }
    System.out.println("peak " + MemoryProbe.kilobytes(ProcessHandle.current(), "VmHWM:"));
  }

  private static long copy(Statement statement, Path csv, Path parquet) throws SQLException {
    long begun = System.nanoTime();
    statement.execute(COPY.formatted(csv, parquet));
    return System.nanoTime() - begun;
  }
}
