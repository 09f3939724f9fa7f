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
  private static final int APPENDS = 6;

  /** Appends one row at a time; each row names its sandbox and its turn. */
  private static final String JOB =
      """
      import org.apache.spark.sql.SaveMode;
      import org.apache.spark.sql.SparkSession;

      public class Job {
        public static void main(String[] args) throws Exception {
          SparkSession spark = SparkSession.builder().getOrCreate();
          long first = Long.parseLong(System.getenv("first"));
          long rows = Long.parseLong(System.getenv("rows"));
          for (long id = first; id < first + rows; id++) {
            spark.range(id, id + 1).coalesce(1).write().format("%s").mode(SaveMode.Append)
                .save(System.getenv("OUTPUT_PATH"));
          }
        }
      }
      """;

  @TempDir static Path folder;
  private static S3Server s3;
  private static CountingProxy proxy;

  @BeforeAll
  static void startServers() throws IOException, InterruptedException {
    s3 = S3Server.startWithLake(folder, 1);
    proxy = CountingProxy.start(s3.endpoint());
    proxy.delay(Duration.ofMillis(30));
  }

  @AfterAll
  static void stopServers() {
    proxy.close();
    s3.close();
  }

  @Test
  void noAppendToDeltaIsLost() throws Exception {
    race("delta", "s3://lake/delta");
    assertThat(new TableReaders(s3).deltaIds("s3://lake/delta"))
        .containsExactlyInAnyOrderElementsOf(allIds());
  }

  @Test
  void noAppendToIcebergIsLost() throws Exception {
    try (TestFunction creator =
        function("iceberg")
            .source(
                """
                import org.apache.iceberg.Schema;
                import org.apache.iceberg.hadoop.HadoopTables;
                import org.apache.iceberg.types.Types;
                import org.apache.spark.sql.SparkSession;

                public class Job {
                  public static void main(String[] args) {
                    SparkSession spark = SparkSession.builder().getOrCreate();
                    Schema schema =
                        new Schema(Types.NestedField.optional(1, "id", Types.LongType.get()));
                    new HadoopTables(spark.sparkContext().hadoopConfiguration())
                        .create(schema, System.getenv("OUTPUT_PATH"));
                  }
                }
                """)) {
      expectSuccess(creator.invoke(event("s3://lake/iceberg", 0)));
    }
    race("iceberg", "s3://lake/iceberg");
    assertThat(new TableReaders(s3).icebergIds("s3://lake/iceberg"))
        .containsExactlyInAnyOrderElementsOf(allIds());
  }

  private static void race(String format, String table) throws Exception {
    try (TestFunction one = function(format);
        TestFunction other = function(format)) {
      ExecutorService callers = Executors.newFixedThreadPool(2);
      List<Future<Outcome>> outcomes = new ArrayList<>();
      outcomes.add(callers.submit(() -> one.invoke(event(table, 0))));
      outcomes.add(callers.submit(() -> other.invoke(event(table, 100))));
      for (Future<Outcome> outcome : outcomes) {
        expectSuccess(outcome.get());
      }
      callers.shutdown();
    }
  }

  private static TestFunction function(String format) {
    return new TestFunction(s3, folder)
        .variable("AWS_ENDPOINT_URL_S3", proxy.endpoint().toString())
        .variable("FRAMEWORK", format)
        .source(JOB.formatted(format));
  }

  private static String event(String table, long first) {
    return "{\"OUTPUT_PATH\": \"%s\", \"first\": %d, \"rows\": %d}"
        .formatted(table, first, APPENDS);
  }

  private static void expectSuccess(Outcome outcome) {
    assertThat(outcome.failed()).as(outcome.body()).isFalse();
  }

  private static List<Long> allIds() {
    return LongStream.concat(LongStream.range(0, APPENDS), LongStream.range(100, 100 + APPENDS))
        .boxed()
        .toList();
  }
}
