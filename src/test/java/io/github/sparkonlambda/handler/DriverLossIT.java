package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.local.CountingProxy;
import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A resident driver that ends, never starts, or is frozen with its sandbox. */
final class DriverLossIT {
  private static final String COUNT =
      "org.apache.spark.sql.SparkSession.builder().getOrCreate().range(100).repartition(2).count();";

  private static final String WRITE =
      """
      org.apache.spark.sql.SparkSession spark =
          org.apache.spark.sql.SparkSession.builder().getOrCreate();
      spark.range(100).repartition(2)
          .write().format("delta").mode("append").save(System.getenv("OUTPUT_PATH"));
      result("{`rows`: " + spark.read().format("delta").load(System.getenv("OUTPUT_PATH")).count() + "}");
      """;
  private static final Duration FREEZE = Duration.ofSeconds(Long.getLong("freeze", 5));

  @TempDir static Path folder;
  private static S3Server s3;

  @BeforeAll
  static void startServer() throws IOException, InterruptedException {
    s3 = S3Server.start(folder);
  }

  @AfterAll
  static void stopServer() {
    s3.close();
  }

  @Test
  void aKilledDriverFailsTheJobItRunsAndNoOther() throws Exception {
    try (TestFunction function = new TestFunction(s3, folder).job(COUNT)) {
      kill(function.drivers()); // It has just been started.
      assertThat(function.invoke("{}").body()).contains("\"status\":\"succeeded\"");
      kill(function.drivers());
      assertThat(function.invoke("{}").body()).contains("\"status\":\"succeeded\"");
      assertThat(function.log())
          .filteredOn(
              line -> line.contains("The driver cannot take this event, another is started"))
          .hasSize(2)
          .allMatch(line -> line.endsWith(", exit status 137"));

      function.job("new ProcessBuilder(\"sh\", \"-c\", \"kill -9 $PPID\").start().waitFor();");
      assertThat(function.invoke("{}").errorMessage())
          .contains("the driver was killed (signal 9), as the kernel does when memory runs out");
      function.job(COUNT);
      assertThat(function.invoke("{}").body()).contains("\"status\":\"succeeded\"");
    }
  }

  @Test
  void aDriverThatNeverStartsFailsTheJobWithItsOutput() throws Exception {
    try (TestFunction function =
        new TestFunction(s3, folder)
            .variable("SPARK_SUBMIT_ARGS", "--driver-java-options -XX:MaxMetaspaceSize=lots")
            .job(COUNT)) {
      assertThat(function.invoke("{}").errorMessage())
          .contains("spark-submit ended with exit status 1 before the job began")
          .contains("mend SPARK_SUBMIT_ARGS")
          .contains("MaxMetaspaceSize=lots");
    }
  }

  /**
   * As Lambda does between two events, while the driver keeps what Delta knows of the table in
   * blocks of its memory. {@code -Dfreeze=600} makes it longer than any time-out that Spark, Hadoop
   * and their clients have by themselves.
   */
  @Test
  void aSandboxThatWasFrozenGoesOnWithoutAnError() throws Exception {
    assertThat(alertsAfterAFreeze("")).isEmpty();
  }

  /** The control: a freeze is seen by every clock that it runs out, and the job goes on even so. */
  @Test
  @Tag("thorough")
  void aFreezeLongerThanSparksTimeOutIsToldInTheLog() throws Exception {
    assertThat(
            alertsAfterAFreeze(
                "--conf spark.network.timeout=2s --conf spark.network.timeoutInterval=1s"
                    + " --conf spark.executor.heartbeatInterval=500ms"))
        .anyMatch(line -> line.contains("no recent heartbeats"));
  }

  private static List<String> alertsAfterAFreeze(String submitArguments) throws Exception {
    try (CountingProxy network = CountingProxy.start(s3.endpoint());
        TestFunction function =
            new TestFunction(s3, folder)
                .variable("AWS_ENDPOINT_URL_S3", network.endpoint().toString())
                .variable("SPARK_SUBMIT_ARGS", submitArguments)
                .variable("FRAMEWORK", "DELTA")
                .job(WRITE.replace("`", "\\\""))) {
      function.variable("OUTPUT_PATH", function.uri() + ".out");
      Outcome first = function.invoke("{}");
      assertThat(first.failed()).as(first.body()).isFalse();
      List<ProcessHandle> drivers = function.drivers();
      signal("STOP", function);
      network.dropConnections();
      // Nothing happens in it meanwhile: there is nothing else to wait for than time.
      assertThat(
              CompletableFuture.runAsync(
                  () -> {},
                  CompletableFuture.delayedExecutor(FREEZE.toSeconds(), TimeUnit.SECONDS)))
          .succeedsWithin(FREEZE.plusSeconds(10));
      int before = function.log().size();
      signal("CONT", function);
      Outcome outcome = function.invoke("{}");
      assertThat(outcome.failed()).as(outcome.body()).isFalse();
      assertThat(outcome.body()).contains("\"rows\":200");
      assertThat(function.drivers()).isEqualTo(drivers);
      return function.logFrom(before).stream()
          .filter(line -> line.matches(".*\\b(ERROR|WARN)\\b.*"))
          .toList();
    }
  }

  private static void signal(String name, TestFunction function) throws Exception {
    ProcessHandle handler = function.sandbox().process();
    for (ProcessHandle process :
        Stream.concat(Stream.of(handler), handler.descendants()).toList()) {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }
  }

  private static void kill(List<ProcessHandle> drivers) throws Exception {
    assertThat(drivers).isNotEmpty();
    for (ProcessHandle driver : drivers) {
      driver.destroyForcibly();
      driver.onExit().get(10, TimeUnit.SECONDS);
    }
  }
}
