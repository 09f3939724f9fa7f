package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A resident driver that ends, never starts, or is frozen with its sandbox. */
final class DriverLossIT {
  private static final String COUNT =
      "org.apache.spark.sql.SparkSession.builder().getOrCreate().range(100).repartition(2).count();";

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
  void aDriverKilledBetweenJobsIsReplacedUnnoticed() throws Exception {
    try (TestFunction function = new TestFunction(s3, folder).job(COUNT)) {
      assertThat(function.invoke("{}").failed()).isFalse();
      kill(function.drivers());
      Outcome outcome = function.invoke("{}");
      assertThat(outcome.failed()).as(outcome.body()).isFalse();
    }
  }

  @Test
  void aDriverKilledWhileItStartsIsReplacedUnnoticed() throws Exception {
    try (TestFunction function = new TestFunction(s3, folder).job(COUNT)) {
      kill(function.drivers());
      Outcome outcome = function.invoke("{}");
      assertThat(outcome.failed()).as(outcome.body()).isFalse();
    }
  }

  @Test
  void aDriverKilledInItsJobFailsThatJobOnly() throws Exception {
    try (TestFunction function = new TestFunction(s3, folder)) {
      function.job("new ProcessBuilder(\"sh\", \"-c\", \"kill -9 $PPID\").start().waitFor();");
      assertThat(function.invoke("{}").errorMessage())
          .contains("the driver was killed (signal 9), as the kernel does when memory runs out");
      function.job(COUNT);
      assertThat(function.invoke("{}").failed()).isFalse();
    }
  }

  @Test
  void aDriverThatNeverStartsFailsTheJobWithItsOutput() throws Exception {
    try (TestFunction function =
        new TestFunction(s3, folder)
            .variable("SPARK_SUBMIT_ARGS", "--driver-java-options -XX:NoSuchOption")
            .job(COUNT)) {
      assertThat(function.invoke("{}").errorMessage())
          .contains("spark-submit ended with exit status 1 before the job began")
          .contains("NoSuchOption");
    }
  }

  /** As Lambda does between two events, with Spark's own time-outs short enough to expire. */
  @Test
  void aSandboxThatWasFrozenGoesOnWithoutAnError() throws Exception {
    try (TestFunction function =
        new TestFunction(s3, folder)
            .variable(
                "SPARK_SUBMIT_ARGS",
                "--conf spark.network.timeout=2s --conf spark.executor.heartbeatInterval=1s"
                    + " --conf spark.network.timeoutInterval=1s")
            .job(COUNT)) {
      assertThat(function.invoke("{}").failed()).isFalse();
      List<ProcessHandle> drivers = function.drivers();
      signal("STOP", function);
      // Nothing happens in it meanwhile: there is nothing else to wait for than time.
      assertThat(
              CompletableFuture.runAsync(
                  () -> {}, CompletableFuture.delayedExecutor(5, TimeUnit.SECONDS)))
          .succeedsWithin(java.time.Duration.ofSeconds(10));
      signal("CONT", function);
      int before = function.log().size();
      Outcome outcome = function.invoke("{}");
      assertThat(outcome.failed()).as(outcome.body()).isFalse();
      assertThat(function.drivers()).isEqualTo(drivers);
      assertThat(function.log().subList(before, function.log().size()))
          .noneMatch(line -> line.matches(".*\\b(ERROR|WARN)\\b.*"));
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
