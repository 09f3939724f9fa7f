package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** What a script that cannot be had, or is no job, comes to. */
final class BadScriptIT {
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
  void reportsAllProblemsOfTheEnvironmentAtInitialisation() throws Exception {
    try (TestFunction function =
        new TestFunction(s3, folder)
            .without("SCRIPT_BUCKET")
            .variable("SPARK_SCRIPT", "job.scala")
            .variable("FRAMEWORK", "PAIMON")
            .variable("SPARK_SUBMIT_ARGS", "--conf 'x")
            .memory(512)) {
      Outcome outcome = function.invoke("{}");
      assertThat(outcome.failed()).isTrue();
      assertThat(outcome.body())
          .contains(
              "ConfigurationException",
              "SCRIPT_BUCKET is not set",
              "SPARK_SCRIPT=job.scala: its ending is none of .jar, .java",
              "FRAMEWORK=PAIMON",
              "the quote ' at character 8 is not closed",
              "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512: expected whole MB, 1024 or more");
    }
  }

  @Test
  void namesABucketThatDoesNotExist() throws Exception {
    try (TestFunction function =
        new TestFunction(s3, folder).variable("SCRIPT_BUCKET", "no-such-bucket")) {
      expect(function, "ScriptException", "s3://no-such-bucket/jobs/Job.java: the bucket does not");
    }
  }

  @Test
  void saysThatAccessIsDeniedAndWhichRightIsNeeded() throws Exception {
    try (TestFunction function =
        new TestFunction(s3, folder).job("").variable("AWS_SECRET_ACCESS_KEY", "wrong")) {
      Outcome outcome =
          expect(function, "ScriptException", function.uri() + ": access denied. The function's");
      assertThat(outcome.errorMessage()).contains("s3:GetObject");
    }
  }

  @Test
  void reportsAnS3ThatIsNotThere() throws Exception {
    try (TestFunction function =
        new TestFunction(s3, folder)
            .variable("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1")
            .timeout(30)) {
      expect(function, "PlatformException", ": the script could not be fetched: ");
    }
  }

  @Test
  void givesUpOnAnS3ThatNeverAnswersBeforeTheTimeout() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        TestFunction function =
            new TestFunction(s3, folder)
                .variable("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:" + silent.getLocalPort())
                .variable("DEADLINE_MARGIN", "6")
                .timeout(12)) {
      expect(function, "DeadlineExceededException", "in phase fetch");
    }
  }

  @Test
  void neverRunsAnOlderScriptThanTheOneOnS3() throws Exception {
    try (TestFunction function = new TestFunction(s3, folder)) {
      expect(
          function,
          "ScriptException",
          function.uri() + ": no such object. Upload it, or set SCRIPT_BUCKET and SPARK_SCRIPT.");

      function.job("result(\"{\\\"version\\\": 1}\");");
      assertThat(function.invoke("{}").body()).contains("\"result\":{\"version\":1}");
      assertThat(function.invoke("{}").body()).contains("\"result\":{\"version\":1}");

      function.source("");
      expect(function, "ScriptException", function.uri() + ": the script is empty.");

      function.source("public class Job {\n  int x = \"no\";\n  void y() { z(); }\n}\n");
      Outcome outcome = expect(function, "ScriptException", function.uri() + ": does not compile:");
      assertThat(outcome.errorMessage())
          .contains(
              "Job.java:2: error: Type mismatch: cannot convert from String to int",
              "Job.java:3: error: The method z() is undefined for the type Job");

      function.source("public class Job { static void main(int x) {} }");
      expect(function, "ScriptException", "exactly one class with a public static void main");

      function.deleteScript();
      expect(function, "ScriptException", "no such object");

      function.job("result(\"{\\\"version\\\": 2}\");");
      assertThat(function.invoke("{}").body()).contains("\"result\":{\"version\":2}");
    }
  }

  @Test
  void runsAJarByManifestOrSettingAndSaysWhatIsWrongWithOneItCannotRun() throws Exception {
    try (TestFunction function = new TestFunction(s3, folder).variable("SPARK_SCRIPT", "job.jar")) {
      function.object("job.jar", RequestBody.fromBytes(jar("")));
      expect(function, "ScriptException", "the jar's manifest names no Main-Class");
      function.object("job.jar", RequestBody.fromBytes(jar("no.such.Class")));
      expect(function, "ScriptException", "the jar holds no class no.such.Class");
      function.object("job.jar", RequestBody.fromString("not a jar"));
      expect(function, "ScriptException", "s3://", ": not a readable jar");
      function.object("job.jar", RequestBody.fromBytes(jar(JarJob.class.getName())));
      assertThat(function.invoke("{\"a\":1}").body()).contains("\"result\":{\"event\":{\"a\":1}}");
    }
    try (TestFunction function =
        new TestFunction(s3, folder)
            .variable("SPARK_SCRIPT", "job.jar")
            .variable("SPARK_MAIN_CLASS", JarJob.class.getName())) {
      function.object("job.jar", RequestBody.fromBytes(jar("")));
      assertThat(function.invoke("{\"a\":2}").body()).contains("\"result\":{\"event\":{\"a\":2}}");
    }
  }

  private static Outcome expect(TestFunction function, String type, String... parts)
      throws Exception {
    Outcome outcome = function.invoke("{}");
    assertThat(outcome.failed()).as(outcome.body()).isTrue();
    assertThat(outcome.errorType()).isEqualTo(type);
    assertThat(outcome.errorMessage()).contains(parts);
    return outcome;
  }

  private static byte[] jar(String mainClass) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (!mainClass.isEmpty()) {
      manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
    }
    String entry = JarJob.class.getName().replace('.', '/') + ".class";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      jar.putNextEntry(new JarEntry(entry));
      jar.write(JarJob.class.getClassLoader().getResourceAsStream(entry).readAllBytes());
    }
    return bytes.toByteArray();
  }
}
