package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a job that goes wrong comes to, and that the next one is not harmed. The same in every
 * engine.
 */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"warm", "fork"})
final class BadJobIT {
  @TempDir static Path folder;
  private static S3Server s3;
  private static TestFunction function;

  @Parameter String engine;

  @BeforeParameterizedClassInvocation
  static void startServer(String engine) throws IOException, InterruptedException {
    s3 = S3Server.start(folder.resolve(engine));
    function = function(engine).memory(1024).timeout(90);
  }

  private static TestFunction function(String engine) {
    return new TestFunction(s3, folder).variable("SPARK_ENGINE", engine);
  }

  @AfterParameterizedClassInvocation
  static void stopServer() {
    function.close();
    s3.close();
  }

  @Test
  void reportsWhatTheJobThrewFromItsOwnMainOn() throws Exception {
    function.job(
        "System.out.println(\"before\");"
            + "try { List.of().get(0); }"
            + "catch (RuntimeException e) { throw new IllegalStateException(\"no rows\", e); }");
    String message = expectFailure("JobFailedException").errorMessage();
    assertThat(message)
        .startsWith(
            function.uri()
                + ": the job threw java.lang.IllegalStateException: no rows\n\tat Job.main")
        .contains("Caused by: java.lang.ArrayIndexOutOfBoundsException")
        .endsWith("\nLast lines of its output:\nbefore")
        .doesNotContain("SparkSubmit");
    assertThat(function.logs(line -> line.matches("[0-9a-f-]{36} before"))).isTrue();
  }

  @Test
  void reportsWhatTheJobThrewEvenIfThatCannotBeWritten() throws Exception {
    function.job( // As on a full disk.
        "Files.createDirectory(Path.of(System.getenv(\"RESULT_FILE\")).resolveSibling(\"failure.txt\"));"
            + " throw new IllegalStateException(\"why\");");
    assertThat(expectFailure("JobFailedException").errorMessage())
        .contains("the job ended with exit status 1. First exception: ")
        .contains("IllegalStateException: why\n")
        .contains("could not be written for the error of the invocation: java.nio.file.");
  }

  @Test
  void keepsEveryCauseOfALongException() throws Exception {
    function.job(
        "Exception e = new IllegalStateException(\"the reason\");"
            + "for (int i = 0; i < 9; i++) e = new RuntimeException(\"x\".repeat(9000), e);"
            + "throw e;");
    assertThat(expectFailure("JobFailedException").errorMessage())
        .contains(
            "... (cut; all causes:)", "Caused by: java.lang.IllegalStateException: the reason")
        .hasSizeLessThan(20_000);
  }

  @Test
  void reportsAStaticInitialiserAsTheJobsFault() throws Exception {
    function.source(
        "public class Job { static int x = Integer.parseInt(\"no\");"
            + " public static void main(String[] a) {} }");
    assertThat(expectFailure("JobFailedException").errorMessage())
        .contains(": the job threw java.lang.NumberFormatException: For input string: \"no\"");
  }

  @Test
  void reportsTheStatusOfSystemExit() throws Exception {
    function.job("System.out.println(\"bye\"); System.exit(3);");
    assertThat(expectFailure("JobFailedException").errorMessage())
        .isEqualTo(
            function.uri() + ": the job ended with exit status 3.\nLast lines of its output:\nbye");
  }

  @Test
  void countsExitWithStatusZeroAsSuccess() throws Exception {
    function.job("result(\"{}\"); System.exit(0);");
    assertThat(function.invoke("{}").body()).contains("\"status\":\"succeeded\"");
  }

  @Test
  void tellsMemoryAndRemedyWhenTheHeapIsFull() throws Exception {
    function.job("List<byte[]> hog = new ArrayList<>(); while (true) hog.add(new byte[1 << 20]);");
    assertThat(expectFailure("JobFailedException").errorMessage())
        .contains("the job ran out of memory (Java heap space). The driver's heap is 528m of the")
        .contains("1024 MB: raise the function's memory");
  }

  @Test
  void refusesAResultThatCannotBeReturned() throws Exception {
    function.job("result(\"rows: 5\");");
    assertThat(expectFailure("JobFailedException").errorMessage())
        .contains("its RESULT_FILE is not one JSON object");
    function.job("result(\"{\\\"a\\\": \\\"\" + \"x\".repeat(5_000_000) + \"\\\"}\");");
    assertThat(expectFailure("JobFailedException").errorMessage())
        .contains("Write large results to S3");
    function.job(
        "result(\"{\\\"a\\\": \\\"\" + \"x\".repeat(4_900_000) + \"\\\", \\\"b\\\": null}\");");
    Outcome outcome = function.invoke("{}");
    assertThat(outcome.failed()).isFalse();
    assertThat(outcome.body()).hasSizeGreaterThan(4_900_000).contains("\"b\":null");
  }

  @Test
  void endsAHangingJobBeforeTheTimeoutAndSaysWhatItDid() throws Exception {
    // No other run's leftovers have this number.
    String sleep = Long.toString(10_000 + ProcessHandle.current().pid());
    try (TestFunction hanging = function(engine).timeout(28).variable("DEADLINE_MARGIN", "8")) {
      hanging.job(
          "new ProcessBuilder(\"setsid\", \"sleep\", \""
              + sleep
              + "\").start();"
              + "Thread.currentThread().setName(\"the-hanging-job\");"
              + "Thread.sleep(3_600_000);");
      Outcome outcome = hanging.invoke("{}");
      assertThat(outcome.errorType()).isEqualTo("DeadlineExceededException");
      assertThat(outcome.errorMessage())
          .matches(
              hanging.uri()
                  + ": ended at the deadline after (19|20)\\.\\d s in phase job\\. Raise the"
                  + " function's timeout.*");
      assertThat(hanging.log())
          .anyMatch(line -> line.contains("Full thread dump"))
          .anyMatch(line -> line.contains("\"the-hanging-job\""))
          .anyMatch(line -> line.contains("at Job.main(Job.java"));
      assertThat(ProcessHandle.allProcesses())
          .noneMatch(process -> process.info().commandLine().orElse("").contains("sleep " + sleep));
      assertThat(hanging.filesOfRuns()).isEmpty();

      hanging.job("");
      assertThat(hanging.invoke("{}").failed()).isFalse();
    }
  }

  @Test
  void refusesATimeoutTooShortToStart() throws Exception {
    try (TestFunction hurried = function(engine).timeout(12).job("")) {
      Outcome outcome = hurried.invoke("{}");
      assertThat(outcome.errorType()).isEqualTo("DeadlineExceededException");
      assertThat(outcome.errorMessage()).contains("Raise the timeout: 16 s is the least");
    }
  }

  @Test
  void survivesAFloodOfOutput() throws Exception {
    function.job(
        "String line = \"x\".repeat(1023);"
            + "for (int i = 0; i < 200_000; i++) System.out.println(line);"
            + "System.out.print(\"y\".repeat(1_000_000));"
            + "System.exit(4);");
    Outcome outcome = expectFailure("JobFailedException");
    assertThat(outcome.errorMessage())
        .contains("the job ended with exit status 4")
        .hasSizeLessThan(200_000);
    assertThat(function.log()).hasSizeGreaterThan(200_000);
    assertThat(function.sandbox().peakMemoryMegabytes()).isBetween(50L, 200L);
  }

  @Test
  void leavesNothingUnderTmp() throws Exception {
    function.job(
        "Files.writeString(Path.of(\"in-cwd\"), \"x\");"
            + "Files.createTempFile(\"a\", \"b\");"
            + "Files.createTempDirectory(\"c\").toFile().setWritable(false);"
            + "Files.createSymbolicLink(Path.of(\"link\"), Path.of(\"/etc\"));");
    assertThat(function.invoke("{}").failed()).isFalse();
    assertThat(function.filesOfRuns()).isEmpty();
    assertThat(function.temporary())
        .isDirectoryNotContaining(
            path -> !path.endsWith("spark-on-lambda") && !path.toString().contains("aws-lambda"));
    assertThat(Path.of("/etc/passwd")).exists();
  }

  /** Lambda starts a handler over that takes 10 s; mvn -Plocal prints how long ours takes. */
  @Test
  void startsWithinLambdasInitLimit() throws Exception {
    assertThat(function.sandbox().initDuration()).isLessThan(Duration.ofSeconds(10));
  }

  private static Outcome expectFailure(String type) throws Exception {
    Outcome outcome = function.invoke("{}");
    assertThat(outcome.failed()).as(outcome.body()).isTrue();
    assertThat(outcome.errorType()).as(outcome.body()).isEqualTo(type);
    return outcome;
  }
}
