package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** SQL scripts, and what Java jobs get from the same views. */
final class SqlJobIT {
  private static final String SQL = "jobs/report.sql";

  @TempDir static Path folder;
  private static S3Server s3;
  private static TestFunction warm;
  private static TestFunction fork;
  private static TestFunction java;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    s3 = ScriptBed.start(folder);
    warm = function("warm");
    fork = function("fork");
    java = new TestFunction(s3, folder);
  }

  private static TestFunction function(String engine) {
    return ScriptBed.function(s3, folder, engine, SQL);
  }

  @AfterAll
  static void stop() {
    warm.close();
    fork.close();
    java.close();
    s3.close();
  }

  @Test
  void runsStatementsAndReturnsTheLastQuerysRowsInBothEngines() throws Exception {
    String script =
        """
        -- a report
        SET spark.sql.shuffle.partitions=1;
        CREATE TEMPORARY VIEW input USING csv OPTIONS (path '${INPUT_PATH}', header 'true', inferSchema 'true');
        SELECT count(*) AS n FROM input;
        INSERT OVERWRITE DIRECTORY '${OUTPUT_PATH}' USING parquet SELECT * FROM input;
        SET target=first;
        SELECT /*+ BROADCAST(r) */ r.id, i.v, '${event.shop}' AS shop, '${target}' AS target, size(event.tags) AS tags
        FROM (SELECT from_json(value, 'id INT').id AS id FROM records) r
        JOIN input i ON i.id = r.id CROSS JOIN event ORDER BY r.id DESC LIMIT ${event.limit};
        USE default
        """;
    for (TestFunction function : List.of(warm, fork)) {
      Outcome outcome = invoke(function, script, ScriptBed.KINESIS);
      assertThat(outcome.fields().get("result"))
          .as(outcome.errorMessage())
          .isEqualTo(
              Map.of(
                  "columns",
                  List.of("id", "v", "shop", "target", "tags"),
                  "rows",
                  List.of(row(2, "y"), row(1, "x")),
                  "more",
                  false));
      assertThat(function.logs(line -> line.contains("[4/7] line 5: INSERT OVERWRITE"))).isTrue();
      assertThat(s3.client().listObjectsV2(b -> b.bucket("lake").prefix("out/")).contents())
          .isNotEmpty();
    }
  }

  private static Map<String, Object> row(int id, String v) {
    return Map.of("id", id, "v", v, "shop", "Zoë's", "target", "first", "tags", 1);
  }

  @Test
  void namesStatementLineAndWhatIsDoneWhenOneFails() throws Exception {
    Outcome outcome =
        invoke(warm, "SELECT 1;\n\nSELECT 2;\nSELECT *\nFROM nowhere;\nSELECT 3", "{}");
    assertThat(outcome.errorType()).isEqualTo("JobFailedException");
    assertThat(outcome.errorMessage())
        .startsWith(warm.uri() + ": the job threw ")
        .contains("statement 3 (line 5): [TABLE_OR_VIEW_NOT_FOUND]", "`nowhere`")
        .contains("Statements 1 to 2 are done; what they committed stays.")
        .doesNotContain("\tat org.apache.spark");
    assertThat(invoke(warm, "SELECT 1\nFROM\n  VALUES (1 a b)", "{}").errorMessage())
        .contains("statement 1 (line 3): ", "[PARSE_SYNTAX_ERROR]");
    String lines = "{\"text\": \"a\\nb\\nc\"}";
    assertThat(invoke(warm, "SELECT\n '${event.text}',\n nope\nFROM event", lines).errorMessage())
        .contains("statement 1 (line 3): ", "[UNRESOLVED_COLUMN")
        .doesNotContain("'Project", "pos ");
    assertThat(invoke(warm, "SELECT 1; SELECT raise_error('bad rows: 3')", "{}").errorMessage())
        .contains("statement 2 (line 1): ", "bad rows: 3", "Statement 1 is done");
  }

  @Test
  void refusesScriptsThatCannotBeMeant() throws Exception {
    assertThat(invoke(warm, "", "{}").errorMessage()).contains("the script is empty");
    assertThat(invoke(warm, "-- nothing\n;", "{}").errorMessage()).contains("holds no statement");
    assertThat(invoke(warm, "SELECT 'x", "{}").errorMessage())
        .contains("line 1: the quote ' is not closed.");
    assertThat(invoke(warm, "SELECT 1;\nSELECT '${event.day}'", "{}").errorMessage())
        .contains("statement 2 (line 2): ${event.day} is not set.");
    warm.object(SQL, RequestBody.fromBytes(new byte[] {'S', (byte) 0xFF}));
    assertThat(warm.invoke("{}").errorMessage()).contains("line 1: the script is not UTF-8");
  }

  @Test
  void letsNoValueOfTheEventBecomeSql() throws Exception {
    String event = "{\"name\": \"x' AS a, '${env:AWS_SECRET_ACCESS_KEY}' AS b --\"}";
    Outcome outcome = invoke(warm, "SELECT '${event.name}' AS name", event);
    assertThat(outcome.fields().get("result"))
        .isEqualTo(
            Map.of(
                "columns",
                List.of("name"),
                "rows",
                List.of(Map.of("name", "x' AS a, '${env:AWS_SECRET_ACCESS_KEY}' AS b --")),
                "more",
                false));
    assertThat(invoke(warm, "SELECT ${event.name}", event).errorMessage())
        .contains("neither a name nor a number");
  }

  @Test
  void keepsValuesOutOfMessagesAndSparksSubstitutionOff() throws Exception {
    String secret = "{\"password\": \"hunter-2-hunter\"}";
    assertThat(invoke(warm, "SELECT 1 '${event.password}' x y", secret).errorMessage())
        .contains("statement 1 (line 1): ", "[PARSE_SYNTAX_ERROR]")
        .doesNotContain("hunter");
    // What Spark itself logs of a task that failed follows, and is not ours to change.
    String raised = invoke(warm, "SELECT raise_error('${event.password}')", secret).errorMessage();
    assertThat(raised.substring(0, raised.indexOf("Last lines of its output")))
        .contains("statement 1 (line 1): ", "${event.password}")
        .doesNotContain("hunter", "\tat org.apache.spark");
    assertThat(invoke(warm, "SELECT * FROM csv.`${INPUT_PATH}.old`", "{}").errorMessage())
        .contains("s3://lake/in/a.csv.old");
    String reference = "{\"name\": \"${env:AWS_SECRET_ACCESS_KEY}\"}";
    assertThat(invoke(warm, "RESET; SELECT '${event.name}' AS name", reference).body())
        .contains("${env:AWS_SECRET_ACCESS_KEY}");
  }

  @Test
  void returnsEveryTypeAsJson() throws Exception {
    String script =
        """
        SELECT TIMESTAMP_NTZ '2026-11-24 10:00:00' AS ntz, DATE '2026-11-24' AS d, INTERVAL '1' DAY AS i,
          CAST('123456789012345678.90' AS DECIMAL(20,2)) AS big, 10.00BD AS ten, CAST('NaN' AS DOUBLE) AS nan,
          X'01' AS b, NULL AS nothing, named_struct('a', array(1)) AS s, 1 AS n, 2 AS n
        """;
    assertThat(invoke(warm, script, "{}").body())
        .contains(
            "\"ntz\":\"2026-11-24T10:00:00.000\"",
            "\"d\":\"2026-11-24\"",
            "\"big\":123456789012345678.90",
            "\"ten\":10.00",
            "\"nan\":\"NaN\"",
            "\"b\":\"AQ==\"",
            "\"nothing\":null",
            "\"s\":{\"a\":[1]}",
            "\"n\":1,\"n_2\":2");
  }

  @Test
  void prefersTheScriptsOwnNames() throws Exception {
    String script =
        """
        SET limit=7;
        CREATE TEMPORARY VIEW records AS SELECT 5 AS own;
        SELECT own, ${limit} AS l FROM records
        """;
    assertThat(invoke(warm, script, ScriptBed.KINESIS).body()).contains("{\"own\":5,\"l\":7}");
  }

  @Test
  void limitsTheResult() throws Exception {
    Outcome outcome = invoke(warm, "SELECT id FROM range(1000)", "{}");
    assertThat((Map<?, ?>) outcome.fields().get("result"))
        .satisfies(
            result -> {
              assertThat(result.get("more")).isEqualTo(true);
              assertThat((List<?>) result.get("rows")).hasSize(100);
            });
    assertThat(invoke(warm, "CREATE TEMPORARY VIEW v AS SELECT 1", "{}").fields())
        .doesNotContainKey("result");
  }

  @Test
  void givesJavaJobsTheSame() throws Exception {
    java.source(
        """
        import io.github.sparkonlambda.job.Invocation;
        import java.util.Map;

        public class Job {
          public static void main(String[] args) {
            Invocation invocation = Invocation.current();
            long ids = invocation.records().selectExpr("from_json(value, 'id BIGINT').id AS id")
                .groupBy().sum("id").first().getLong(0);
            invocation.result(Map.of(
                "ids", ids,
                "objects", invocation.objects().count(),
                "shop", invocation.eventRow().first().getAs("shop"),
                "limit", invocation.parameter("limit").orElse("none"),
                "sequence", invocation.eventField("Records.1.kinesis.sequenceNumber").orElse("none"),
                "inTime", invocation.remainingTime().toSeconds() > 30
                    && invocation.remainingTime().toSeconds() < 120,
                "session", invocation.session().version()));
          }
        }
        """);
    Outcome outcome = java.invoke(ScriptBed.KINESIS);
    assertThat(outcome.failed()).as(outcome.errorMessage()).isFalse();
    assertThat((Map<?, ?>) outcome.fields().get("result"))
        .isEqualTo(
            Map.of(
                "ids",
                3,
                "objects",
                0,
                "shop",
                "Zoë's",
                "limit",
                "2",
                "sequence",
                "2",
                "inTime",
                true,
                "session",
                "3.5.7"));
  }

  private static Outcome invoke(TestFunction function, String script, String event)
      throws Exception {
    return function.object(SQL, RequestBody.fromString(script)).invoke(event);
  }
}
