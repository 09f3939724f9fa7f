package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.local.Build;
import io.github.sparkonlambda.local.S3Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** The image's other entry: one job outside Lambda. */
final class RunJobIT {
  @TempDir static Path folder;
  private static S3Server s3;

  private record Ended(int status, String out, String err) {}

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    s3 = S3Server.start(folder);
    s3.client().createBucket(b -> b.bucket("scripts"));
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @Test
  void printsTheReplyAndLogsTheRest() throws Exception {
    script(
        "System.out.println(\"working on \" + System.getenv(\"day\"));"
            + "java.nio.file.Files.writeString("
            + "java.nio.file.Path.of(System.getenv(\"RESULT_FILE\")), \"{\\\"rows\\\": 1}\");");
    Ended ended = run("--event", "{\"day\": \"monday\"}");
    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(ended.out())
        .startsWith("{\"status\":\"succeeded\"")
        .contains("\"result\":{\"rows\":1}");
    assertThat(ended.err()).contains(" working on monday\n");
  }

  @Test
  void failsWithTheJobsErrorAndStatusOne() throws Exception {
    script("System.exit(7);");
    Ended ended = run();
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .contains("JobFailedException: s3://scripts/Job.java: the job ended with exit status 7.");
  }

  @Test
  void endsAJobAtItsTimeout() throws Exception {
    script("Thread.sleep(3_600_000);");
    Ended ended = run("--timeout", "20");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("DeadlineExceededException: s3://scripts/Job.java: ended at");
  }

  private static void script(String body) {
    String source =
        "public class Job { public static void main(String[] args) throws Exception { "
            + body
            + " } }";
    s3.client().putObject(b -> b.bucket("scripts").key("Job.java"), RequestBody.fromString(source));
  }

  private static Ended run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        Stream.concat(
                Stream.of(Build.entrypoint(), "run-job", "--script", "s3://scripts/Job.java"),
                Stream.of(arguments))
            .toList();
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(s3.environment());
    builder.environment().put("LAMBDA_TASK_ROOT", Build.taskRoot().toString());
    builder.environment().put("SPARK_HOME", Build.sparkHome().toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("TMPDIR", folder.toString());
    Process process = builder.start();
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
