package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** What of an event, and of the settings, reaches a job. */
final class EventIT {
  /** Returns the variables that the event's field {@code ask} names, and the event's size. */
  private static final String TELL =
      """
      String json = args[1];
      StringBuilder result = new StringBuilder("{\\"arguments\\": " + args.length);
      result.append(", \\"first\\": \\"" + args[0] + "\\", \\"length\\": " + json.length());
      result.append(", \\"same\\": " + json.equals(Files.readString(Path.of(System.getenv("EVENT_FILE")))));
      result.append(", \\"hash\\": " + json.hashCode());
      for (String name : System.getenv().getOrDefault("ask", "").split(",")) {
        if (System.getenv(name) != null) {
          result.append(", \\"" + name + "\\": \\"" + System.getenv(name).replace("\\"", "'") + "\\"");
        }
      }
      result(result.append("}").toString());
      """;

  @TempDir static Path folder;
  private static S3Server s3;
  private static TestFunction function;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    s3 = S3Server.start(folder);
    function =
        new TestFunction(s3, folder)
            .variable("INPUT_PATH", "s3://default/in")
            .variable("OUTPUT_PATH", "s3://default/out")
            .variable("TENANT", "owner")
            .variable("JAVA_TOOL_OPTIONS", "-Dtool=yes")
            .job(TELL);
  }

  @AfterAll
  static void stop() {
    function.close();
    s3.close();
  }

  @Test
  void takesNullAndTheEmptyObject() throws Exception {
    for (String event : new String[] {"null", "{}"}) {
      assertThat(result(event))
          .containsEntry("arguments", 2)
          .containsEntry("first", "--event")
          .containsEntry("length", 2)
          .containsEntry("same", true);
    }
  }

  @Test
  void handsOnAnEventOfNearlySixMegabytesWhole() throws Exception {
    String data = "0123456789ü\\\"".repeat(400_000);
    String event = "{\"nothing\":null,\"data\":\"" + data + "\"}";
    assertThat(event.getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
        .isBetween(5_590_000, 5_900_000);
    assertThat(result(event))
        .containsEntry("length", event.length())
        .containsEntry("hash", event.hashCode())
        .containsEntry("same", true);
    assertThat(function.sandbox().peakMemoryMegabytes()).isBetween(50L, 200L);
  }

  @Test
  void exportsScalarsAndKeepsReservedNamesOutOfReach() throws Exception {
    Map<String, Object> result =
        result(
            """
            {"ask": "day,count,ratio,flag,list,name,PATH,LD_PRELOAD,JAVA_TOOL_OPTIONS,AWS_SECRET_ACCESS_KEY,TENANT,class,heap",
             "class": "c", "heap": "h",
             "day": "2026-11-22", "count": 3, "ratio": 0.5, "flag": true, "list": [1], "name": "Zoë",
             "object": {"PATH": "x"}, "none": null,
             "PATH": "/evil", "LD_PRELOAD": "/evil.so", "JAVA_TOOL_OPTIONS": "-Devil=1",
             "AWS_SECRET_ACCESS_KEY": "evil", "TENANT": "caller"}
            """);
    assertThat(result)
        .containsEntry("day", "2026-11-22")
        .containsEntry("count", "3")
        .containsEntry("ratio", "0.5")
        .containsEntry("flag", "true")
        .containsEntry("name", "Zoë")
        .containsEntry("class", "c")
        .containsEntry("heap", "h")
        .containsEntry("TENANT", "owner")
        .containsEntry("AWS_SECRET_ACCESS_KEY", s3.environment().get("AWS_SECRET_ACCESS_KEY"))
        .doesNotContainKeys("list", "LD_PRELOAD", "JAVA_TOOL_OPTIONS")
        .hasEntrySatisfying("PATH", path -> assertThat((String) path).contains("/usr/bin"));
    String leftOut = ": AWS_SECRET_ACCESS_KEY, JAVA_TOOL_OPTIONS, LD_PRELOAD, PATH, TENANT";
    assertThat(function.logs(line -> line.endsWith(leftOut))).isTrue();
  }

  @Test
  void letsTheEventsPathsWinOverTheFunctionsInEitherCase() throws Exception {
    String ask = "\"ask\": \"INPUT_PATH,input_path,OUTPUT_PATH,output_path\"";
    assertThat(result("{" + ask + "}"))
        .containsEntry("INPUT_PATH", "s3://default/in")
        .containsEntry("input_path", "s3://default/in")
        .containsEntry("output_path", "s3://default/out");
    assertThat(
            result("{" + ask + ", \"input_path\": \"s3://e/in\", \"OUTPUT_PATH\": \"s3://e/out\"}"))
        .containsEntry("INPUT_PATH", "s3://e/in")
        .containsEntry("input_path", "s3://e/in")
        .containsEntry("OUTPUT_PATH", "s3://e/out")
        .containsEntry("output_path", "s3://e/out");
    Outcome outcome = function.invoke("{\"INPUT_PATH\": 5}");
    assertThat(outcome.errorType()).isEqualTo("EventException");
  }

  @Test
  void failsVisiblyOnAnEventThatIsNoObject() throws Exception {
    assertThat(function.invoke("[1]").failed()).isTrue();
    assertThat(function.invoke("\"text\"").failed()).isTrue();
  }

  @Test
  void letsTheUsersSubmitArgumentsWin() throws Exception {
    Path properties = folder.resolve("own.properties");
    Files.writeString(properties, "spark.from.file yes\nspark.driver.memory 900m\n");
    Path jar = folder.resolve("extra.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("extra.txt"));
    }
    try (TestFunction own = new TestFunction(s3, folder)) {
      own.object("stored.jar", RequestBody.fromFile(jar));
      own.variable(
              "SPARK_SUBMIT_ARGS",
              "--properties-file "
                  + properties
                  + " --jars "
                  + jar
                  + ","
                  + own.uri().replace(TestFunction.KEY, "stored.jar")
                  + " --files "
                  + properties
                  + " --driver-memory 600m --master 'local[1]' --conf"
                  + " 'spark.driver.extraJavaOptions=-Dgreeting=\"hello world\"'"
                  + " --conf spark.sql.shuffle.partitions=7")
          .source(
              """
              import java.nio.file.*;
              import org.apache.spark.sql.SparkSession;

              public class Job {
                /** How many jars on the class path have it, each opened anew. */
                static int readable(String name) throws Exception {
                  int count = 0;
                  for (java.net.URL url : java.util.Collections.list(
                      Thread.currentThread().getContextClassLoader().getResources(name))) {
                    url.openStream().close();
                    count++;
                  }
                  return count;
                }

                public static void main(String[] args) throws Exception {
                  SparkSession spark = SparkSession.builder().getOrCreate();
                  long heap = Runtime.getRuntime().maxMemory() >> 20;
                  Files.writeString(
                      Path.of(System.getenv("RESULT_FILE")),
                      String.format(
                          "{\\"heap\\": %d, \\"greeting\\": \\"%s\\", \\"master\\": \\"%s\\", \\"partitions\\": \\"%s\\", \\"local\\": \\"%s\\", \\"file\\": \\"%s\\", \\"jar\\": %s, \\"task\\": %s, \\"pid\\": %d}",
                          heap,
                          System.getProperty("greeting"),
                          spark.sparkContext().master(),
                          spark.conf().get("spark.sql.shuffle.partitions"),
                          org.apache.spark.util.Utils.getLocalDir(spark.sparkContext().getConf()),
                          spark.conf().get("spark.from.file"),
                          Thread.currentThread().getContextClassLoader().getResource("extra.txt") != null
                              && readable("extra.txt") == 2,
                          spark.range(2).javaRDD().map(x -> Files.readString(Path.of(
                              org.apache.spark.SparkFiles.get("own.properties"))).endsWith("900m\\n")).first()
                              && java.io.File.createTempFile("own", "b").getParent().equals(System.getenv("TMPDIR")),
                          ProcessHandle.current().pid()));
                  // Its copy: the next one's is whole again.
                  Files.writeString(Path.of(org.apache.spark.SparkFiles.get("own.properties")), "x", StandardOpenOption.APPEND);
                }
              }
              """);
      Outcome outcome = own.invoke("{}");
      assertThat(outcome.failed()).as(outcome.body()).isFalse();
      Map<?, ?> result = (Map<?, ?>) outcome.fields().get("result");
      assertThat((Integer) result.get("heap")).isBetween(560, 600);
      assertThat(result.get("greeting")).isEqualTo("hello world");
      assertThat(result.get("master")).isEqualTo("local[1]");
      assertThat(result.get("partitions")).isEqualTo("7");
      assertThat(result.get("file")).isEqualTo("yes");
      assertThat(result.get("jar")).isEqualTo(true);
      assertThat(result.get("task")).isEqualTo(true);
      assertThat((String) result.get("local")).startsWith(own.temporary().toString());

      Outcome again = own.invoke("{}");
      assertThat(again.failed()).as(again.body()).isFalse();
      Map<?, ?> resultAgain = (Map<?, ?>) again.fields().get("result");
      assertThat(resultAgain).as("the same driver, with jar and file").isEqualTo(result);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> result(String event) throws Exception {
    Outcome outcome = function.invoke(event);
    assertThat(outcome.failed()).as(outcome.body()).isFalse();
    return (Map<String, Object>) outcome.fields().get("result");
  }
}
