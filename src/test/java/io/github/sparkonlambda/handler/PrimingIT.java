package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code PRIME=true} does before the first event, seen by the first event's job. */
final class PrimingIT {
  /** Whether the driver has loaded what commits to a table of each format. */
  private static final String LOADED =
      """
      var find = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
      find.setAccessible(true);
      StringBuilder found = new StringBuilder();
      for (String name : List.of("org.apache.spark.sql.delta.OptimisticTransaction",
          "org.apache.iceberg.spark.source.SparkWrite", "org.apache.hudi.client.SparkRDDWriteClient")) {
        found.append(find.invoke(ClassLoader.getSystemClassLoader(), name) != null ? "y" : "n");
      }
      result("{\\"loaded\\": \\"" + found + "\\"}");
      """;

  @TempDir static Path folder;
  private static S3Server s3;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    s3 = S3Server.start(folder);
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  private static TestFunction function(String initialization) {
    return new TestFunction(s3, folder)
        .variable("PRIME", "true")
        .variable("FRAMEWORK", "DELTA,ICEBERG,HUDI")
        .variable("AWS_LAMBDA_INITIALIZATION_TYPE", initialization);
  }

  @Test
  void aSandboxOfProvisionedConcurrencyHasWrittenEachFormatBeforeItsFirstEvent() throws Exception {
    try (TestFunction function = function("provisioned-concurrency").job(LOADED)) {
      function.sandbox();
      assertThat(function.logs(line -> line.contains("Primed in "))).isTrue();
      assertThat(function.filesOfRuns()).isEmpty();
      Outcome outcome = function.invoke("{}");
      assertThat(outcome.body()).contains("\"loaded\":\"yyy\"");
      assertThat(function.log()).noneMatch(line -> line.contains("is replaced"));
    }
  }

  @Test
  void aSandboxThatWasStartedForAnEventDoesNotLetItWait() throws Exception {
    try (TestFunction function = function("on-demand").job(LOADED)) {
      function.sandbox();
      assertThat(function.logs(line -> line.contains("Not primed: PRIME=true is for"))).isTrue();
      assertThat(function.invoke("{}").body()).contains("\"loaded\":\"nnn\"");
    }
  }

  @Test
  void whatIsWrongWithTheScriptTheEventTells() throws Exception {
    try (TestFunction function = function("provisioned-concurrency")) {
      function.sandbox();
      String why = "Not primed, the first event will be slow: " + function.uri();
      assertThat(function.logs(line -> line.contains(why))).isTrue();
      assertThat(function.invoke("{}").errorType()).isEqualTo("ScriptException");
    }
  }
}
