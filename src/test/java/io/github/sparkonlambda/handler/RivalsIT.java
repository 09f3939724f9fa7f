package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.local.CountingProxy;
import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.local.TableReaders;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two sandboxes append to one table at the same time. What a sandbox reports as done is in the
 * table, once; requests are slow, so that the commits really overlap.
 */
final class RivalsIT {
  private static final int APPENDS = 4;

  /** Appends rows one by one. */
  private static final String JOB =
      """
      import org.apache.iceberg.hadoop.HadoopTables;
      import org.apache.iceberg.spark.SparkSchemaUtil;
      import org.apache.spark.sql.*;

      public class Job {
        public static void main(String[] args) throws Exception {
          SparkSession spark = SparkSession.builder().getOrCreate();
          String table = System.getenv("OUTPUT_PATH");
          String format = System.getenv("format");
          long first = Long.parseLong(System.getenv("first"));
          long rows = Long.parseLong(System.getenv("rows"));
          if (first == 0 && format.equals("iceberg")) {
            new HadoopTables(spark.sparkContext().hadoopConfiguration())
                .create(SparkSchemaUtil.convert(spark.range(1).schema()), table);
          }
          for (long id = first; id < first + rows; id++) {
            // Rivals begin together.
            Thread.sleep(1_000 - System.currentTimeMillis() % 1_000);
            Dataset<Long> row = spark.range(id, id + 1).coalesce(1);
            row.write().format(format).mode(SaveMode.Append).save(table);
          }
        }
      }
      """;

  @TempDir static Path folder;
  private static S3Server s3;
  private static CountingProxy proxy;
  private static TestFunction one;
  private static TestFunction other;

  @BeforeAll
  static void startServers() throws IOException, InterruptedException {
    s3 = S3Server.startWithLake(folder, 1);
    proxy = CountingProxy.start(s3.endpoint());
    proxy.delay(Duration.ofMillis(50));
    one = function();
    other = function();
  }

  @AfterAll
  static void stopServers() {
    one.close();
    other.close();
    proxy.close();
    s3.close();
  }

  @Test
  void noAppendToDeltaIsLost() throws Exception {
    race("delta");
    assertThat(new TableReaders(s3).deltaIds("s3://lake/delta"))
        .containsExactlyInAnyOrderElementsOf(allIds());
  }

  @Test
  void noAppendToIcebergIsLost() throws Exception {
    race("iceberg");
    assertThat(new TableReaders(s3).icebergIds("s3://lake/iceberg"))
        .containsExactlyInAnyOrderElementsOf(allIds());
  }

  private static void race(String format) throws Exception {
    expectSuccess(one.invoke(event(format, 0, 1)));
    expectSuccess(other.invoke(event(format, 1, 1))); // Both are warm now.
    ExecutorService callers = Executors.newFixedThreadPool(2);
    List<Future<Outcome>> outcomes = new ArrayList<>();
    outcomes.add(callers.submit(() -> one.invoke(event(format, 100, APPENDS))));
    outcomes.add(callers.submit(() -> other.invoke(event(format, 200, APPENDS))));
    callers.shutdown();
    for (Future<Outcome> outcome : outcomes) {
      expectSuccess(outcome.get());
    }
  }

  private static TestFunction function() {
    return new TestFunction(s3, folder)
        .variable("AWS_ENDPOINT_URL_S3", proxy.endpoint().toString())
        .variable("FRAMEWORK", "DELTA,ICEBERG")
        .source(JOB);
  }

  /** The row 0 is the one for which the table is made. */
  private static String event(String format, int first, int rows) {
    return "{\"OUTPUT_PATH\": \"s3://lake/%s\", \"format\": \"%s\", \"first\": %d, \"rows\": %d}"
        .formatted(format, format, first, rows);
  }

  private static void expectSuccess(Outcome outcome) {
    assertThat(outcome.failed()).as(outcome.body()).isFalse();
  }

  private static List<Long> allIds() {
    return LongStream.range(0, 300)
        .filter(id -> id < 2 || (id >= 100 && id % 100 < APPENDS))
        .boxed()
        .toList();
  }
}
