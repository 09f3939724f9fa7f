package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.PySpark;
import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.local.TableReader;
import io.github.sparkonlambda.local.TableReaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Every sample script, end to end: S3, runtime interface client, handler, spark-submit, table. */
final class SampleJobsIT {
  private static final int ROWS = 2_000;
  private static final int BATCH = 5;
  private static final String EVENT =
      "{\"INPUT_PATH\": \"s3://lake/in.csv\", \"output_path\": \"s3://lake/%s\"}";

  private static final String ORDER = "{\"customer\": %d, \"amount\": 1.5}";

  @TempDir static Path folder;
  private static S3Server s3;

  @BeforeAll
  static void startServerAndUploadInput() throws IOException, InterruptedException {
    s3 = S3Server.startWithLake(folder, ROWS);
  }

  @AfterAll
  static void stopServer() {
    s3.close();
  }

  @Test
  void appendsToDelta() throws Exception {
    try (TestFunction function = function("CsvToDelta").variable("FRAMEWORK", "delta")) {
      expectRows(function, "delta");
      assertThat(new TableReaders(s3).deltaIds("s3://lake/delta"))
          .containsExactlyInAnyOrderElementsOf(idsTwice());
      expectOtherColumnsRefused(function);
    }
  }

  private static void expectOtherColumnsRefused(TestFunction function) throws Exception {
    s3.client()
        .putObject(b -> b.bucket("lake").key("other.csv"), RequestBody.fromString("a;b\n1;2\n"));
    Outcome outcome =
        function.invoke(
            "{\"INPUT_PATH\": \"s3a://lake/other.csv\", \"OUTPUT_PATH\": \"s3a://lake/none\"}");
    assertThat(outcome.errorType()).isEqualTo("JobFailedException");
    assertThat(outcome.errorMessage()).contains("Number of column in CSV header");
  }

  @Test
  void appendsToIceberg() throws Exception {
    try (TestFunction function = function("CsvToIceberg").variable("FRAMEWORK", "ICEBERG")) {
      expectRows(function, "iceberg");
      assertThat(new TableReaders(s3).icebergIds("s3://lake/iceberg"))
          .containsExactlyInAnyOrderElementsOf(idsTwice());
    }
  }

  @Test
  void upsertsIntoHudi() throws Exception {
    try (TestFunction function = function("CsvToHudi").variable("FRAMEWORK", "Hudi")) {
      for (int i = 0; i < 2; i++) {
        Outcome outcome = function.invoke(EVENT.formatted("hudi"));
        assertThat(outcome.failed()).as(outcome.body()).isFalse();
        assertThat(outcome.body()).containsPattern("\"result\":\\{\"commit\":\"\\d{17}\"}");
      }
      expectSameDriver(function);
      List<String> table = new TableReader(s3).read("hudi", "s3://lake/hudi", 0);
      assertThat(TableReader.number(table, "rows")).isEqualTo(ROWS);
      assertThat(TableReader.number(table, "ids")).isEqualTo(ROWS);
    }
  }

  @Test
  void appendsToParquetWithoutARename() throws Exception {
    try (TestFunction function = function("CsvToParquet")) {
      expectRows(function, "parquet");
      assertThat(keys("parquet/"))
          .noneMatch(key -> key.contains("_temporary") || key.contains("__magic"))
          .filteredOn(key -> key.endsWith(".parquet"))
          .isNotEmpty();
      assertThat(s3.client().getObjectAsBytes(b -> b.bucket("lake").key("parquet/_SUCCESS")))
          .satisfies(success -> assertThat(success.asUtf8String()).contains("\"magic\""));
      List<String> table = new TableReader(s3).read("parquet", "s3://lake/parquet", 0);
      assertThat(TableReader.number(table, "rows")).isEqualTo(2 * ROWS);
    }
  }

  @Test
  void reachesIcebergTablesByNameUnderTheOutputPath() throws Exception {
    try (TestFunction function = new TestFunction(s3, folder).variable("FRAMEWORK", "ICEBERG")) {
      function.source(
          """
          import org.apache.spark.sql.SparkSession;

          public class Job {
            public static void main(String[] args) {
              SparkSession spark = SparkSession.builder().getOrCreate();
              spark.sql("CREATE TABLE iceberg.db.t (id BIGINT) USING iceberg");
              spark.sql("INSERT INTO iceberg.db.t VALUES (1), (2)");
            }
          }
          """);
      Outcome outcome = function.invoke(EVENT.formatted("warehouse"));
      assertThat(outcome.failed()).as(outcome.body()).isFalse();
      assertThat(new TableReaders(s3).icebergIds("s3://lake/warehouse/db/t"))
          .containsExactlyInAnyOrder(1L, 2L);
    }
  }

  @Test
  void doesInSqlWhatTheSamplesSay() throws Exception {
    try (TestFunction function =
        new TestFunction(s3, folder)
            .variable("SPARK_SCRIPT", "sample.sql")
            .variable("FRAMEWORK", "DELTA,ICEBERG")) {
      appendInSql(function);
      checkQuality(function);
    }
  }

  @Test
  void upsertsIntoHudiInSql() throws Exception {
    String table = "s3://lake/sql-hudi";
    try (TestFunction function =
        new TestFunction(s3, folder)
            .variable("SPARK_SCRIPT", "sample.sql")
            .variable("FRAMEWORK", "HUDI")) {
      for (int i = 0; i < 2; i++) {
        Outcome outcome = sql(function, "csv_to_hudi", EVENT.formatted("sql-hudi"));
        assertThat(outcome.failed()).as(outcome.body()).isFalse();
      }
      assertThat(TableReader.number(new TableReader(s3).read("hudi", table, 0), "rows"))
          .isEqualTo(ROWS);
      String changes =
          """
          SET hoodie.metadata.enable=false;
          CREATE TABLE accommodations USING hudi LOCATION '%s';
          MERGE INTO accommodations t
            USING (SELECT * FROM VALUES (6000L, 9999), (6037L, 9999) AS v (id, reviews)) s ON t.id = s.id
            WHEN MATCHED THEN UPDATE SET minimum_nights = -1, number_of_reviews = s.reviews;
          DELETE FROM accommodations WHERE id = %d;
          SELECT count(*) AS rows, count_if(minimum_nights = -1) AS merged FROM accommodations
          """
              .formatted(table, 6_000 + 37 * (ROWS - 1));
      assertThat(function.object("sample.sql", RequestBody.fromString(changes)).invoke("{}").body())
          .contains("{\"rows\":%d,\"merged\":2}".formatted(ROWS - 1));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"java", "sql", "py"})
  void addsEachRecordOfABatchOnce(String kind) throws Exception {
    Optional<String> path = PySpark.path();
    assumeTrue(!kind.equals("py") || path.isPresent(), PySpark.HOW_TO_ENABLE);
    try (TestFunction function =
        new TestFunction(s3, folder)
            .variable("SPARK_SCRIPT", "Job." + kind)
            .variable("PYTHONPATH", path.orElse(""))
            .variable("FRAMEWORK", "DELTA,ICEBERG,HUDI")) {
      for (String format : List.of("delta", "iceberg", "hudi")) {
        function.object("Job." + kind, RequestBody.fromString(recordsTo(format, kind)));
        String output = "s3://lake/records-%s-%s".formatted(kind, format);
        // A batch comes twice if its reply is lost.
        for (String event : List.of(kinesis(), kafka(), kafka())) {
          Outcome outcome = function.invoke(event.replace("TABLE", output));
          assertThat(outcome.failed()).as(outcome.body()).isFalse();
        }
        if (format.equals("delta")) {
          String malformed = kafka().replace(base64(ORDER.formatted(3)), base64("no JSON"));
          assertThat(function.invoke(malformed.replace("TABLE", output)).errorMessage())
              .contains("MALFORMED_RECORD_IN_PARSING");
        }
        expectOrders(format, output, 2);
      }
    }
  }

  private static void expectOrders(String format, String output, int batches) throws Exception {
    TableReaders readers = new TableReaders(s3);
    List<Long> expected =
        LongStream.range(0, (long) batches * BATCH).map(i -> i % BATCH).boxed().toList();
    switch (format) {
      case "delta" ->
          assertThat(readers.deltaNumbers(output, "customer"))
              .containsExactlyInAnyOrderElementsOf(expected);
      case "iceberg" ->
          assertThat(readers.icebergNumbers(output + "/lake/orders", "customer"))
              .containsExactlyInAnyOrderElementsOf(expected);
      default ->
          assertThat(TableReader.number(new TableReader(s3).read("hudi", output, 0), "rows"))
              .isEqualTo((long) batches * BATCH);
    }
  }

  private static String recordsTo(String format, String kind) throws IOException {
    String capital = format.substring(0, 1).toUpperCase(Locale.ROOT) + format.substring(1);
    String name = kind.equals("java") ? "RecordsTo" + capital : "records_to_" + format;
    return Files.readString(Path.of("spark-scripts", name + "." + kind))
        .replace("class " + name, "class Job");
  }

  private static String kinesis() {
    String record =
        "{\"eventSource\": \"aws:kinesis\", \"kinesis\": {\"partitionKey\": \"p\","
            + " \"sequenceNumber\": \"%d\", \"approximateArrivalTimestamp\": 1795514400.5,"
            + " \"data\": \"%s\"}}";
    return batch(
        "{\"OUTPUT_PATH\": \"TABLE\", \"Records\": [%s]}",
        i -> record.formatted(i, base64(ORDER.formatted(i))));
  }

  private static String kafka() {
    String record =
        "{\"topic\": \"orders\", \"partition\": 0, \"offset\": %d, \"timestamp\": 1795514400500,"
            + " \"timestampType\": \"CREATE_TIME\", \"value\": \"%s\"}";
    return batch(
        "{\"OUTPUT_PATH\": \"TABLE\", \"eventSource\": \"aws:kafka\","
            + " \"records\": {\"orders-0\": [%s]}}",
        i -> record.formatted(i, base64(ORDER.formatted(i))));
  }

  private static void appendInSql(TestFunction function) throws Exception {
    for (int i = 0; i < 2; i++) {
      assertThat(sql(function, "csv_to_delta", EVENT.formatted("sql-delta")).body())
          .contains("\"status\":\"succeeded\"");
      assertThat(sql(function, "csv_to_iceberg", EVENT.formatted("sql-iceberg")).body())
          .contains("\"rows\":[{\"rows\":" + ROWS + "}]");
    }
    assertThat(sql(function, "report", "{\"INPUT_PATH\": \"s3://lake/sql-delta\"}").body())
        .contains("\"room_type\":\"Shared room\",\"rooms\":");
    assertThat(new TableReaders(s3).deltaIds("s3://lake/sql-delta"))
        .containsExactlyInAnyOrderElementsOf(idsTwice());
    assertThat(new TableReaders(s3).icebergIds("s3://lake/sql-iceberg/lake/accommodations"))
        .containsExactlyInAnyOrderElementsOf(idsTwice());
  }

  private static void checkQuality(TestFunction function) throws Exception {
    assertThat(sql(function, "check_quality", EVENT.formatted("none")).body())
        .contains("\"rows\":" + ROWS + ",\"missing_ids\":0");
    Outcome bad = sql(function, "check_quality", badData());
    assertThat(bad.errorType()).isEqualTo("JobFailedException");
    assertThat(bad.errorMessage())
        .contains("rows: 4, missing ids: 1, repeated ids: 1, prices out of range: 2");
  }

  private static String badData() {
    s3.client()
        .putObject(
            b -> b.bucket("lake").key("bad.csv"),
            RequestBody.fromString("id;price\n1;20\n1;5\n;0.5\n2;dear\n"));
    return "{\"INPUT_PATH\": \"s3://lake/bad.csv\"}";
  }

  private static Outcome sql(TestFunction function, String sample, String event) throws Exception {
    String text = Files.readString(Path.of("spark-scripts", sample + ".sql"));
    return function.object("sample.sql", RequestBody.fromString(text)).invoke(event);
  }

  @Test
  void doesInPythonWhatTheJavaSamplesDo() throws Exception {
    Optional<String> path = PySpark.path();
    assumeTrue(path.isPresent(), PySpark.HOW_TO_ENABLE);
    String rows = "\"result\":{\"rows\":" + ROWS + "}";
    runTwice(python("csv_to_delta", path.get(), "DELTA"), "py-delta", rows);
    assertThat(new TableReaders(s3).deltaIds("s3://lake/py-delta"))
        .containsExactlyInAnyOrderElementsOf(idsTwice());
    runTwice(python("csv_to_iceberg", path.get(), "ICEBERG"), "py-iceberg", rows);
    assertThat(new TableReaders(s3).icebergIds("s3://lake/py-iceberg/lake/accommodations"))
        .containsExactlyInAnyOrderElementsOf(idsTwice());
    runTwice(python("csv_to_hudi", path.get(), "HUDI"), "py-hudi", "succeeded");
    List<String> hudi = new TableReader(s3).read("hudi", "s3://lake/py-hudi", 0);
    assertThat(TableReader.number(hudi, "rows")).isEqualTo(ROWS);
    try (TestFunction function = python("report", path.get(), "DELTA")) {
      Outcome outcome = function.invoke("{\"INPUT_PATH\": \"s3://lake/py-delta\"}");
      assertThat(outcome.body()).contains("\"room_type\":\"Shared room\",\"rooms\":");
    }
    try (TestFunction function = python("check_quality", path.get(), "")) {
      assertThat(function.invoke(EVENT.formatted("none")).body()).contains("\"missing_ids\":0");
      assertThat(function.invoke(badData()).errorMessage())
          .contains("sys.exit: missing ids: 1, repeated ids: 1, prices out of range: 2");
    }
  }

  private static TestFunction python(String sample, String path, String frameworks)
      throws IOException {
    return sample(sample + ".py").variable("PYTHONPATH", path).variable("FRAMEWORK", frameworks);
  }

  private static void runTwice(TestFunction function, String output, String reply)
      throws Exception {
    try (TestFunction closed = function) {
      for (int i = 0; i < 2; i++) {
        Outcome outcome = closed.invoke(EVENT.formatted(output));
        assertThat(outcome.failed()).as(outcome.body()).isFalse();
        assertThat(outcome.body()).contains(reply);
      }
    }
  }

  private static String batch(String event, IntFunction<String> record) {
    return event.formatted(
        IntStream.range(0, BATCH).mapToObj(record).collect(Collectors.joining(", ")));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void runsWithAllThreeFormatsAtOnce() throws Exception {
    try (TestFunction function =
        function("CsvToDelta").variable("FRAMEWORK", "DELTA,ICEBERG,HUDI").memory(1024)) {
      Outcome outcome = function.invoke(EVENT.formatted("all"));
      assertThat(outcome.failed()).as(outcome.body()).isFalse();
      assertThat(new TableReaders(s3).deltaIds("s3://lake/all")).hasSize(ROWS);
      assertThat(function.sandbox().peakSandboxMemoryMegabytes()).isBetween(300L, 1024L);
    }
  }

  private static TestFunction function(String sample) throws IOException {
    return sample(sample + ".java");
  }

  private static TestFunction sample(String name) throws IOException {
    return new TestFunction(s3, folder)
        .variable("SPARK_SCRIPT", name)
        .object(
            name, RequestBody.fromString(Files.readString(Path.of("spark-scripts").resolve(name))));
  }

  private static void expectRows(TestFunction function, String output) throws Exception {
    for (boolean cold : new boolean[] {true, false}) {
      Outcome outcome = function.invoke(EVENT.formatted(output));
      assertThat(outcome.failed()).as(outcome.body()).isFalse();
      assertThat(outcome.fields())
          .containsEntry("status", "succeeded")
          .containsEntry("engine", "warm")
          .containsEntry("coldStart", cold)
          .containsKeys("requestId", "durationMs", "phases", "script");
      assertThat(outcome.body()).contains("\"result\":{\"rows\":" + ROWS + "}", function.uri());
    }
    assertThat(function.log())
        .as("the driver logs warnings and errors")
        .noneMatch(l -> l.contains(" INFO "));
    expectSameDriver(function);
  }

  private static void expectSameDriver(TestFunction function) {
    assertThat(function.log()).noneMatch(line -> line.contains("driver is replaced"));
  }

  private static List<String> keys(String prefix) {
    return s3.client().listObjectsV2(b -> b.bucket("lake").prefix(prefix)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  private static List<Long> idsTwice() {
    return LongStream.range(0, 2 * ROWS).mapToObj(i -> 6_000L + 37 * (i % ROWS)).toList();
  }
}
