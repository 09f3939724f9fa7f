package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.sparkonlambda.local.ImageSandbox;
import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.local.TableReader;
import io.github.sparkonlambda.local.TableReaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Jobs in the built image, in a sandbox like Lambda's. Started by {@code .ci/image-check}. */
final class ImageCheck {
  private static final String FRAMEWORKS = System.getProperty("framework", "");
  private static final int JAVA = Integer.getInteger("image.java", 17);
  private static final int FIRST_WITH_AOT_CACHE = 25;
  private static final int ROWS = 500;

  @TempDir static Path folder;
  private static S3Server s3;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    assumeThat(ImageSandbox.root()).as("started by .ci/image-check").isPresent();
    s3 = S3Server.startWithLake(folder, ROWS);
  }

  @AfterAll
  static void stop() {
    if (s3 != null) {
      s3.close();
    }
  }

  @Test
  void writesDelta() throws Exception {
    run("DELTA", "CsvToDelta");
    assertThat(new TableReaders(s3).deltaIds("s3://lake/CsvToDelta")).hasSize(ROWS);
  }

  @Test
  void writesIceberg() throws Exception {
    run("ICEBERG", "CsvToIceberg");
    assertThat(new TableReaders(s3).icebergIds("s3://lake/CsvToIceberg")).hasSize(ROWS);
  }

  @Test
  void writesHudi() throws Exception {
    run("HUDI", "CsvToHudi");
    List<String> table = new TableReader(s3).read("hudi", "s3://lake/CsvToHudi", 0);
    assertThat(TableReader.number(table, "ids")).isEqualTo(ROWS);
  }

  @Test
  void startsBothJvmsFromTheirArchives() throws Exception {
    try (TestFunction function = function()) {
      function.job(
          """
          long handler = ProcessHandle.current().parent().get().pid();
          boolean both = Files.readString(Path.of("/proc/self/maps")).contains("/opt/spark/spark.%1$s")
              && Files.readString(Path.of("/proc/" + handler + "/maps")).contains("/var/task/handler.%1$s");
          result("{\\"both\\": " + both + ", \\"java\\": " + Runtime.version().feature() + "}");
          """
              .formatted(JAVA >= FIRST_WITH_AOT_CACHE ? "aot" : "jsa"));
      assertThat(function.invoke("{}").body()).contains("\"both\":true", "\"java\":" + JAVA);
      assertThat(function.log()).noneMatch(line -> line.matches(".*(WARNING: |\\[warning).*"));
    }
  }

  @Test
  void theCompilerKnowsThePackagesOfEveryJar() throws Exception {
    try (TestFunction function = function()) {
      function.job(
          """
          List<String> index = Files.readAllLines(Path.of("/opt/spark/jars/packages.txt"));
          int jars = 0;
          int missing = 0;
          try (var files = Files.newDirectoryStream(Path.of("/opt/spark/jars"), "*.jar")) {
            for (Path jar : files) {
              jars++;
              missing += index.contains(jar.getFileName() + " " + Files.size(jar) + " "
                  + Files.getLastModifiedTime(jar).toMillis() / 1000) ? 0 : 1;
            }
          }
          result("{\\"many\\": " + (jars > 100) + ", \\"missing\\": " + missing + "}");
          """);
      assertThat(function.invoke("{}").body()).contains("\"many\":true", "\"missing\":0");
    }
  }

  @Test
  void hasThePythonHalfOfThisSparkIfAskedFor() throws Exception {
    assumeThat(System.getProperty("image.python")).as("built with PYTHON=true").isEqualTo("true");
    try (TestFunction function = function()) {
      function.job(
          """
          ProcessBuilder python = new ProcessBuilder(System.getenv("PYSPARK_PYTHON"), "-c",
              "import pyspark, py4j; print(pyspark.__cached__ and open(pyspark.__cached__) and pyspark.__version__)");
          python.environment().put("PYTHONPATH", "/opt/spark/python");
          String version = new String(python.start().getInputStream().readAllBytes()).strip();
          result("{\\"same\\": " + version.equals(org.apache.spark.package$.MODULE$.SPARK_VERSION()) + "}");
          """);
      assertThat(function.invoke("{}").body()).contains("\"same\":true");
      function.job(
          "result(\"{\\\"jars\\\": \" + Files.exists(Path.of(\"/opt/spark/python/pyspark/jars\")) +"
              + " \"}\");");
      assertThat(function.invoke("{}").body()).contains("\"jars\":false");
    }
  }

  /**
   * What .ci/image-check installs as pyspark is empty unless PYSPARK_HOME names a real one: it then
   * shows how far Python gets.
   */
  @Test
  void runsPythonIfAskedFor() throws Exception {
    assumeThat(System.getProperty("image.python")).as("built with PYTHON=true").isEqualTo("true");
    boolean real = System.getProperty("image.pyspark", "").equals("real");
    String script =
        """
        from pyspark.sql import SparkSession, functions as F
        from spark_on_lambda import invocation
        numbers = SparkSession.builder.getOrCreate().range(3)
        invocation.result({"sum": numbers.select(F.sum(F.udf(lambda n: 2 * n, "long")("id"))).first()[0]})
        """;
    for (String engine : List.of("warm", "fork")) {
      try (TestFunction function =
          function().variable("SPARK_SCRIPT", "job.py").variable("SPARK_ENGINE", engine)) {
        function.object("job.py", RequestBody.fromString(script));
        assertThat(function.invoke("{}").body())
            .contains(
                real
                    ? "\"result\":{\"sum\":6}"
                    : "cannot import pyspark: cannot import name 'SparkContext' from 'pyspark'");
      }
    }
  }

  @Test
  void runsSql() throws Exception {
    try (TestFunction function = function().variable("SPARK_SCRIPT", "job.sql")) {
      String sql = "SELECT '${event.x}' AS x, count(*) AS n FROM records";
      function.object("job.sql", RequestBody.fromString(sql));
      assertThat(function.invoke("{\"x\": \"y\"}").body())
          .contains("\"rows\":[{\"x\":\"y\",\"n\":0}]");
    }
  }

  @Test
  void reportsExitCrashAndDeadline() throws Exception {
    try (TestFunction function = function().timeout(25)) {
      function.job("System.exit(3);");
      assertThat(function.invoke("{}").errorMessage()).contains("ended with exit status 3");
      function.job("new ProcessBuilder(\"sh\", \"-c\", \"kill -9 $PPID\").start().waitFor();");
      assertThat(function.invoke("{}").errorMessage()).contains("the driver was killed (signal 9)");
      function.job("Thread.sleep(3_600_000);");
      assertThat(function.invoke("{}").errorType()).isEqualTo("DeadlineExceededException");
      function.job("Files.writeString(Path.of(\"/var/task/x\"), \"x\");");
      assertThat(function.invoke("{}").errorMessage())
          .contains("/var/task/x: Read-only file system");
    }
  }

  private static void run(String framework, String sample) throws Exception {
    assumeThat(List.of(FRAMEWORKS.split(","))).contains(framework);
    try (TestFunction function = function().variable("SPARK_SCRIPT", sample + ".java")) {
      function.variable("FRAMEWORK", framework);
      function.object(
          sample + ".java",
          RequestBody.fromString(Files.readString(Path.of("spark-scripts", sample + ".java"))));
      Outcome outcome =
          function.invoke(
              "{\"INPUT_PATH\": \"s3://lake/in.csv\", \"OUTPUT_PATH\": \"s3://lake/%s\"}"
                  .formatted(sample));
      assertThat(outcome.failed()).as(outcome.body()).isFalse();
    }
  }

  private static TestFunction function() {
    return new TestFunction(s3, folder).without("SPARK_HOME");
  }
}
