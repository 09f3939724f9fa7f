package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A job gets the same from both engines, and the caller the same from the job. Each case runs in
 * the resident driver and in a driver of its own; replies, errors and log are compared.
 */
final class ConformanceIT {
  /** All that a job may ask its process for and that does not name the run. */
  private static final String ASKS =
      """
      Map<String, Object> found = new TreeMap<>();
      found.put("args", String.join(" ", args));
      found.put("event", Files.readString(Path.of(System.getenv("EVENT_FILE"))));
      for (String name : List.of("colour", "INPUT_PATH", "input_path", "OUTPUT_PATH", "output_path",
          "AWS_REGION", "SPARK_LOCAL_IP", "SPARK_ENGINE", "PATH", "LANG", "own", "_HANDLER")) {
        found.put(name, System.getenv(name));
      }
      found.put("map", System.getenv().get("colour"));
      Set<String> names = new TreeSet<>(System.getenv().keySet());
      names.removeAll(List.of("SHLVL", "_")); // A shell's own.
      found.put("names", names);
      ProcessBuilder child = new ProcessBuilder("sh", "-c", "echo $colour $0 $#; pwd; ls -A | wc -l");
      child.environment().put("x", "y");
      String[] said = new String(child.start().getInputStream().readAllBytes()).split("\\n");
      found.put("child", said[0] + said[2]);
      found.put("cwd", said[1].equals(System.getProperty("user.dir"))
          && Path.of("").toAbsolutePath().toString().equals(said[1]));
      found.put("home", System.getenv("HOME").equals(System.getProperty("user.home")));
      found.put("tmp", System.getenv("TMPDIR").equals(System.getProperty("java.io.tmpdir")));
      Files.writeString(Path.of("relative"), "x");
      found.put("relative", Files.exists(Path.of(said[1], "relative")) && new java.io.File("relative").exists());
      found.put("stdin", System.in.read());
      found.put("encoding", System.getProperty("file.encoding"));
      found.put("thread", Thread.currentThread().getName() + Thread.currentThread().isDaemon());
      found.put("loader", Thread.currentThread().getContextClassLoader().loadClass("Job") == Job.class);
      found.put("resource", Job.class.getResource("Job.class") != null);
      found.put("location", Job.class.getProtectionDomain().getCodeSource().getLocation().toString().endsWith(".jar"));
      org.apache.spark.sql.SparkSession spark = org.apache.spark.sql.SparkSession.builder()
          .config("spark.sql.shuffle.partitions", "3").getOrCreate();
      found.put("master", spark.sparkContext().master());
      found.put("partitions", spark.conf().get("spark.sql.shuffle.partitions"));
      found.put("warehouse", spark.conf().get("spark.sql.warehouse.dir").replaceAll(".*/", ""));
      found.put("active", org.apache.spark.sql.SparkSession.active() == spark);
      found.put("sum", spark.range(1000).repartition(4).groupBy("id").count().count());
      result("{`found`: `" + found.toString().replace((char) 34, (char) 39) + "`}");
      """;

  /** What Spark's own threads sometimes say of a context that is being stopped. */
  private static final Pattern LATE_TASK =
      Pattern.compile(
          "UUID java.util.concurrent.RejectedExecutionException: Task scala.concurrent"
              + ".*(\nUUID \tat .*)*\n?");

  @TempDir static Path folder;
  private static S3Server s3;
  private static TestFunction warm;
  private static TestFunction fork;

  @BeforeAll
  static void startServer() throws IOException, InterruptedException {
    s3 = S3Server.start(folder);
    warm = function("warm");
    fork = function("fork");
    // One after the other: Lambda's runtime client unpacks a library into one place under /tmp.
    warm.sandbox();
    fork.sandbox();
  }

  private static TestFunction function(String engine) {
    return new TestFunction(s3, folder)
        .variable("SPARK_ENGINE", engine)
        .variable("OUTPUT_PATH", "s3://lake/out")
        .variable("own", "1");
  }

  @AfterAll
  static void stopServer() {
    warm.close();
    fork.close();
    s3.close();
  }

  static Stream<Arguments> jobs() {
    return Stream.of(
        Arguments.of("asks for all", ASKS, "colour=red"),
        Arguments.of(
            "prints to both streams, without a last line end",
            "System.out.println(1); System.err.println(2); System.out.printf(\"\u00fc%n%n\");"
                + " System.out.print(\"end\");",
            "succeeded"),
        Arguments.of("exits well", "result(\"{`a`: 1}\"); System.exit(0);", "\"a\":1"),
        Arguments.of("exits ill", "System.err.println(\"why\"); System.exit(3);", "exit status 3"),
        Arguments.of("halts", "Runtime.getRuntime().halt(4);", "exit status 4"),
        Arguments.of("throws", "throw new java.io.IOException(\"disk\");", "disk\\n\\tat Job.main"),
        Arguments.of(
            "fails in Spark",
            "org.apache.spark.sql.SparkSession.builder().getOrCreate().range(9)"
                + ".coalesce(1).selectExpr(\"raise_error('no ' || id)\").collect();",
            "RuntimeException: no 0"),
        Arguments.of(
            "has a task that cannot be serialised",
            "Object own = new Object() { public String toString() { return \"own\"; } };"
                + " org.apache.spark.sql.SparkSession.builder().getOrCreate().range(2).toJavaRDD()"
                + ".map(x -> own.hashCode()).count();",
            "Task not serializable"),
        Arguments.of(
            "has a thread that throws",
            "Thread t = new Thread(() -> { throw new IllegalStateException(\"aside\"); }, \"t\");"
                + " t.start(); t.join();",
            "succeeded"),
        Arguments.of(
            "has threads that go on after main",
            "new Thread(() -> { try { Thread.sleep(300); result(\"{`late`: 1}\"); }"
                + " catch (Exception e) {} }).start();",
            "\"late\":1"),
        Arguments.of(
            "has a task whose threads go on after main",
            "org.apache.spark.sql.SparkSession.builder().getOrCreate().range(1).toJavaRDD()"
                + ".foreach(x -> { Thread t = new Thread(() -> { try { Thread.sleep(1000);"
                + " result(\"{`late`: 2}\"); } catch (Exception e) {} });"
                + " t.setDaemon(false); t.start(); });",
            "\"late\":2"),
        Arguments.of(
            "has a shutdown hook",
            "Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(\"hook\")));",
            "succeeded"),
        Arguments.of(
            "closes its output, whose last line ends at a piece's end",
            "System.out.print(\"x\".repeat(32_750)); System.out.close(); System.err.close();",
            "succeeded"),
        Arguments.of(
            "stops its session",
            "org.apache.spark.sql.SparkSession s ="
                + " org.apache.spark.sql.SparkSession.builder().getOrCreate();"
                + " s.range(2).count(); s.stop(); s.range(2).count();",
            "stopped SparkContext"),
        Arguments.of(
            "starts a session again",
            "for (int i = 0; i < 2; i++) { org.apache.spark.sql.SparkSession s ="
                + " org.apache.spark.sql.SparkSession.builder().getOrCreate();"
                + " if (s.range(2).count() != 2) throw new Exception(); s.stop(); }",
            "succeeded"),
        Arguments.of(
            "leaves garbage of a context before another",
            "org.apache.spark.sql.SparkSession s ="
                + " org.apache.spark.sql.SparkSession.builder().getOrCreate();"
                + " java.lang.ref.WeakReference<Object> garbage = new"
                + " java.lang.ref.WeakReference<>(new org.apache.spark.api.java.JavaSparkContext("
                + "s.sparkContext()).broadcast(List.of(1)));"
                + " s.stop(); s = org.apache.spark.sql.SparkSession.builder().getOrCreate();"
                + " s.stop(); while (garbage.get() != null) { System.gc(); Thread.sleep(10); }"
                + " Thread.sleep(300);", // It hears of it from a thread of the JVM's.
            "succeeded"),
        Arguments.of(
            "makes a context of its own",
            "org.apache.spark.api.java.JavaSparkContext own = new"
                + " org.apache.spark.api.java.JavaSparkContext(new"
                + " org.apache.spark.SparkConf().setAppName(\"own\")); result(\"{`app`: `\" +"
                + " org.apache.spark.sql.SparkSession.builder().getOrCreate().sparkContext().appName()"
                + " + own.parallelize(List.of(1, 2)).count() + \"`}\");",
            "\"app\":\"own2\""),
        Arguments.of(
            "uses its session's context as a JavaSparkContext",
            "org.apache.spark.api.java.JavaSparkContext same = new"
                + " org.apache.spark.api.java.JavaSparkContext("
                + "org.apache.spark.sql.SparkSession.builder().getOrCreate().sparkContext());"
                + " result(\"{`count`: \" + same.parallelize(List.of(1, 2)).count() + \"}\");",
            "\"count\":2"),
        Arguments.of(
            "writes a table nowhere",
            "org.apache.spark.sql.SparkSession.builder().getOrCreate().range(2)"
                + ".write().saveAsTable(\"lost\");",
            "Spark's local warehouse (lost)"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("jobs")
  void aJobThat(String name, String body, String expected) throws Exception {
    String source = body.replace("`", "\\\"");
    FutureTask<Said> warmRun = new FutureTask<>(() -> run(warm, source));
    new Thread(warmRun, "warm").start();
    Said inFork = run(fork, source);
    Said inWarm = warmRun.get();
    assertThat(inFork.reply()).contains(expected);
    assertThat(inWarm.reply()).isEqualTo(inFork.reply());
    assertThat(inWarm.log()).containsExactlyInAnyOrderElementsOf(inFork.log());
  }

  /** What differs by nature is taken out: names of the run, times, the engine itself. */
  private static Said run(TestFunction function, String body) throws Exception {
    function.job(body);
    int before = function.log().size();
    Outcome outcome = function.invoke("{\"colour\": \"red\", \"INPUT_PATH\": \"s3://lake/in\"}");
    String reply =
        withoutNumbers(outcome.body().replace(function.uri(), "SCRIPT"))
            .replaceAll("\"(engine|coldStart|durationMs|phases|etag)\":(\\{[^}]*}|[^,}]*)", "$1")
            .replaceAll("after \\d+\\.\\d s", "after N s")
            .replaceAll(",\"stackTrace\":\\[.*?]", "");
    String log =
        function.logFrom(before).stream()
            .filter(line -> !line.matches(".* (Command|Property): .*|.*driver is replaced.*"))
            .map(ConformanceIT::withoutNumbers)
            .filter(line -> line.startsWith("UUID "))
            .collect(Collectors.joining("\n"));
    return new Said(reply, LATE_TASK.matcher(log).replaceAll("").lines().toList());
  }

  private static String withoutNumbers(String text) {
    return text.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "UUID")
        .replaceAll("\\d\\d:\\d\\d:\\d\\d\\.\\d{3}", "TIME")
        .replaceAll("(stage|TID|task) [\\d.]+", "$1 N")
        .replaceAll("\\$\\$Lambda[^ ,)]*", "LAMBDA")
        .replaceAll("(stopped SparkContext\\.).*?(\\\\n\\\\tat Job)", "$1$2");
  }

  private record Said(String reply, List<String> log) {}
}
