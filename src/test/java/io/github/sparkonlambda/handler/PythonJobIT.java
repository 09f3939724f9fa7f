package io.github.sparkonlambda.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.PySpark;
import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.local.Zip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** PySpark scripts, with a real PySpark where the machine has one. */
final class PythonJobIT {
  private static final String PY = "jobs/orders.py";

  @TempDir static Path folder;
  private static S3Server s3;
  private static TestFunction warm;
  private static TestFunction fork;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    s3 = ScriptBed.start(folder);
    Optional<String> path = PySpark.path();
    warm = function("warm", path.orElse("/nowhere"));
    fork = function("fork", path.orElse("/nowhere"));
  }

  private static TestFunction function(String engine, String path) {
    return ScriptBed.function(s3, folder, engine, PY).variable("PYTHONPATH", path);
  }

  private static TestFunction engine(String name) {
    return name.equals("warm") ? warm : fork;
  }

  @AfterAll
  static void stop() {
    warm.close();
    fork.close();
    s3.close();
  }

  @Test
  void saysAtOnceThatThereIsNoPySpark() throws Exception {
    assumeTrue(PySpark.hasPython(), "needs a python3 on the PATH");
    try (TestFunction function = function("warm", "/nowhere")) {
      Outcome outcome = invoke(function, "print('never')", "{}");
      assertThat(outcome.errorType()).isEqualTo("JobFailedException");
      assertThat(outcome.errorMessage())
          .startsWith(function.uri() + ": the job threw ")
          .contains("cannot import pyspark", "PYTHON=true", "PYTHONPATH");
    }
    try (TestFunction function = function("warm", "/nowhere")) {
      function.variable("PYSPARK_PYTHON", "/no/python");
      assertThat(invoke(function, "print('never')", "{}").errorMessage())
          .contains("There is no Python to run the script with (/no/python)");
    }
  }

  @Test
  void forksEachScriptFromAnInterpreterThatWaits() throws Exception {
    assumePySpark();
    String script =
        """
        import json, os, random, sys
        import pyspark.sql
        found = {"parent": os.getppid(), "left": hasattr(pyspark.sql, "left"),
                 "variable": os.environ.get("leak"), "random": random.random(), "stdin": sys.stdin.read()}
        pyspark.sql.left = True
        os.environ["leak"] = "1"
        with open(os.environ["RESULT_FILE"], "w") as f:
            json.dump(found, f)
        """;
    Map<String, Object> first = result(invoke(warm, script, "{}"));
    Map<String, Object> second = result(invoke(warm, script, "{}"));
    assertThat(second)
        .containsEntry("parent", first.get("parent"))
        .containsEntry("left", false)
        .containsEntry("variable", null)
        .containsEntry("stdin", "");
    assertThat(second.get("random")).isNotEqualTo(first.get("random"));

    String kills = "import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)";
    assertThat(invoke(warm, kills, "{}").errorMessage())
        .contains("The Python interpreter (python3) ended with exit status 137 before the script");
    assertThat(result(invoke(warm, script, "{}")).get("parent")).isNotEqualTo(first.get("parent"));
  }

  @Test
  void leavesNoFilesOfABroadcast() throws Exception {
    assumePySpark();
    String script =
        """
        from pyspark.sql import SparkSession
        sc = SparkSession.builder.getOrCreate().sparkContext
        big = sc.broadcast(bytes(3_000_000))
        assert sc.parallelize([1], 1).map(lambda n: len(big.value)).first() == 3_000_000
        # Strings must hash alike in the driver and its workers.
        assert sc.parallelize([("a", 1), ("b", 2)], 2).groupByKey().lookup("a")
        """;
    Outcome outcome = invoke(warm, script, "{}");
    assertThat(outcome.failed()).as(outcome.body()).isFalse();
    try (Stream<Path> files = Files.walk(warm.temporary())) {
      assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("pyspark-"));
    }
  }

  @Test
  void endsThoughAThreadOfTheScriptWaitsForSpark() throws Exception {
    assumePySpark();
    String script =
        """
        import threading, time
        from pyspark.sql import SparkSession
        sc = SparkSession.builder.getOrCreate().sparkContext
        begun = threading.Event()
        def wait():
            begun.set()
            sc.parallelize([1], 1).foreach(lambda n: time.sleep(600))
        threading.Thread(target=wait, daemon=True).start()
        begun.wait()
        time.sleep(1)
        """;
    for (TestFunction function : List.of(warm, fork)) {
      Outcome outcome = invoke(function, script, "{}");
      assertThat(outcome.failed()).as(outcome.body()).isFalse();
    }
  }

  @Test
  void tellsWhatJavaThrewWithoutItsFrames() throws Exception {
    assumePySpark();
    String script =
        """
        from pyspark.sql import SparkSession
        rdd = SparkSession.builder.getOrCreate().sparkContext.parallelize([0], 1)
        rdd.map(lambda n: n).saveAsTextFile("s3a://no-such-bucket-at-all/x")
        """;
    assertThat(invoke(warm, script, "{}").errorMessage())
        .contains("Py4JJavaError: ", "no-such-bucket-at-all", "File \"orders.py\", line 3")
        .doesNotContain("py4j.reflection", "at org.apache.spark.api");
  }

  @Test
  void findsTheModulesOfSparkPyFiles() throws Exception {
    assumePySpark();
    String bucket = "modules-" + UUID.randomUUID();
    s3.client().createBucket(b -> b.bucket(bucket));
    for (String engine : List.of("warm", "fork")) {
      put(bucket, "tax.py", "RATE = 2".getBytes(UTF_8));
      put(bucket, "lib/more.zip", Zip.of("more/__init__.py", "def plus(n): return n + 1"));
      put(bucket, "lib/wheel-1.0-py3-none-any.whl", Zip.of("wheel_of_more.py", "TIMES = 1"));
      try (TestFunction function =
          function(engine, PySpark.path().orElseThrow())
              .variable(
                  "SPARK_PY_FILES",
                  "s3://%1$s/tax.py, s3://%1$s/lib/more.zip, s3://%1$s/lib/wheel-1.0-py3-none-any.whl"
                      .formatted(bucket))) {
        String script =
            """
            import json, os
            import tax
            from more import plus
            from wheel_of_more import TIMES
            from pyspark.sql import SparkSession, functions as F

            def of_module(n):
                import tax
                from wheel_of_more import TIMES
                return plus(n) * tax.RATE * TIMES

            spark = SparkSession.builder.getOrCreate()
            sums = spark.range(3).select(F.sum(F.udf(of_module, "long")("id")).alias("sum"))
            with open(os.environ["RESULT_FILE"], "w") as f:
                json.dump({"rate": tax.RATE * TIMES, "sum": sums.first()["sum"]}, f)
            """;
        assertThat(result(invoke(function, script, "{}"))).isEqualTo(Map.of("rate", 2, "sum", 12));
        put(bucket, "tax.py", "RATE = 3".getBytes(UTF_8));
        assertThat(result(invoke(function, script, "{}"))).isEqualTo(Map.of("rate", 3, "sum", 18));
        s3.client().deleteObject(b -> b.bucket(bucket).key("tax.py"));
        assertThat(invoke(function, script, "{}").errorMessage())
            .contains("s3://" + bucket + "/tax.py: no such object", "set SPARK_PY_FILES");
      }
    }
  }

  private static void put(String bucket, String key, byte[] content) {
    s3.client().putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(content));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> result(Outcome outcome) throws IOException {
    assertThat(outcome.failed()).as(outcome.body()).isFalse();
    return (Map<String, Object>) outcome.fields().get("result");
  }

  @Test
  void givesAScriptTheSameInBothEngines() throws Exception {
    assumePySpark();
    String script =
        """
        import argparse, json, os, sys
        from pyspark.sql import SparkSession, functions as F
        from pyspark.sql.types import LongType

        parser = argparse.ArgumentParser()
        parser.add_argument("--event", type=str)
        event = json.loads(parser.parse_args().event)
        spark = (SparkSession.builder.appName("orders").master("local[*]")
            .config("spark.sql.shuffle.partitions", "3").enableHiveSupport().getOrCreate())
        rows = spark.read.option("header", True).csv(os.environ["input_path"])
        factor = spark.sparkContext.broadcast(10)

        @F.udf(LongType())
        def times(n):
            return int(n) * factor.value

        seen = spark.sparkContext.accumulator(0)
        spark.sparkContext.parallelize(range(5)).foreach(lambda n: seen.add(n))
        rows.withColumn("n", times("id")).write.mode("overwrite").parquet(os.environ["OUTPUT_PATH"])
        made = spark.createDataFrame([(1, "a"), (2, "b")], ["id", "v"])
        print("größer", file=sys.stderr)
        with open(os.environ["RESULT_FILE"], "w") as f:
            json.dump({
                "shop": event["shop"], "limit": os.environ["limit"], "seen": seen.value,
                "sum": spark.read.parquet(os.environ["OUTPUT_PATH"]).agg(F.sum("n")).first()[0],
                "made": made.count(), "name": __name__, "file": os.path.basename(__file__),
                "partitions": spark.conf.get("spark.sql.shuffle.partitions"),
                "same": SparkSession.builder.getOrCreate() is spark}, f)
        spark.stop()
        """;
    for (TestFunction function : List.of(warm, warm, fork)) {
      Outcome outcome = invoke(function, script, ScriptBed.KINESIS);
      assertThat(outcome.fields().get("result"))
          .as(outcome.errorMessage())
          .isEqualTo(
              Map.of(
                  "shop",
                  "Zoë's",
                  "limit",
                  "2",
                  "seen",
                  10,
                  "sum",
                  30,
                  "made",
                  2,
                  "name",
                  "__main__",
                  "file",
                  "orders.py",
                  "partitions",
                  "3",
                  "same",
                  true));
      assertThat(function.logs(line -> line.contains("größer"))).isTrue();
      assertThat(function.logs(line -> line.contains("there is no Hive in this image"))).isTrue();
    }
    assertThat(python(warm))
        .as("Python processes after the run")
        .singleElement()
        .asString()
        .endsWith("-m spark_on_lambda.forkserver");
  }

  @Test
  void offersTheInvocation() throws Exception {
    assumePySpark();
    String script =
        """
        from spark_on_lambda import invocation
        from pyspark.sql import functions as F

        ids = invocation.records().select(F.from_json("value", "id BIGINT")["id"].alias("id"))
        invocation.result({
            "ids": ids.agg(F.sum("id")).first()[0], "objects": invocation.objects().count(),
            "shop": invocation.event_row().first()["shop"], "event": invocation.event["limit"],
            "parameter": invocation.parameter("limit"), "none": invocation.parameter("none", "-"),
            "time": 30 < invocation.remaining_time < 120})
        """;
    Outcome outcome = invoke(warm, script, ScriptBed.KINESIS);
    assertThat(outcome.fields().get("result"))
        .as(outcome.errorMessage())
        .isEqualTo(
            Map.of(
                "ids",
                3,
                "objects",
                0,
                "shop",
                "Zoë's",
                "event",
                2,
                "parameter",
                "2",
                "none",
                "-",
                "time",
                true));
  }

  @Test
  void offersTheInvocationInPythonFunctions() throws Exception {
    assumePySpark();
    String script =
        """
        from pyspark.sql import SparkSession, functions as F
        from spark_on_lambda import invocation

        def limit(n):
            from spark_on_lambda import Invocation
            return invocation.parameter("limit") + Invocation().parameter("limit")

        spark = SparkSession.builder.getOrCreate()
        invocation.result({"limit": spark.range(1).select(F.udf(limit)("id")).first()[0]})
        """;
    for (TestFunction function : List.of(warm, fork)) {
      for (int number : List.of(1, 2)) {
        assertThat(result(invoke(function, script, "{\"limit\": %d}".formatted(number))))
            .containsEntry("limit", "%1$d%1$d".formatted(number));
      }
    }
  }

  @Test
  @DisabledForJreRange(minVersion = 21, disabledReason = "Spark 3.5's Arrow needs an older Java")
  void runsFunctionsOfPandas() throws Exception {
    assumePySpark();
    assumeTrue(PySpark.hasPandas(PySpark.path().orElseThrow()), PySpark.HOW_TO_ENABLE_PANDAS);
    String script =
        """
        import pandas as pd
        from pyspark.sql import SparkSession
        from pyspark.sql.functions import pandas_udf
        from spark_on_lambda import invocation

        spark = SparkSession.builder.getOrCreate()

        @pandas_udf("long")
        def doubled(n: pd.Series) -> pd.Series:
            return n * 2

        def largest(group: pd.DataFrame) -> pd.DataFrame:
            return group.nlargest(1, "id")

        def halved(frames):
            for frame in frames:
                yield frame // 2

        spark.conf.set("spark.sql.execution.arrow.pyspark.enabled", "true")
        frame = spark.createDataFrame(pd.DataFrame({"id": range(1000)}))
        per_group = frame.selectExpr("id", "id % 3 AS g").groupBy("g").applyInPandas(largest, "id long, g long")
        invocation.result({
            "doubled": int(frame.select(doubled("id").alias("d")).toPandas()["d"].sum()),
            "largest": sorted(row.id for row in per_group.collect()),
            "halved": frame.mapInPandas(halved, "id long").agg({"id": "max"}).first()[0],
        })
        """;
    for (TestFunction function : List.of(warm, fork)) {
      assertThat(result(invoke(function, script, "{}")))
          .containsEntry("doubled", 999_000)
          .containsEntry("largest", List.of(997, 998, 999))
          .containsEntry("halved", 499);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"warm", "fork"})
  void putsTheScriptsTracebackIntoTheError(String engine) throws Exception {
    assumePySpark();
    TestFunction function = engine(engine);
    assertThat(invoke(function, "def f():\n    return 1 / 0\n\nf()\n", "{}").errorMessage())
        .startsWith(function.uri() + ": the job threw ")
        .contains(
            "Traceback (most recent call last):\n  File \"orders.py\", line 4, in <module>",
            "File \"orders.py\", line 2, in f",
            "ZeroDivisionError: division by zero")
        .doesNotContain("spark_on_lambda");
    assertThat(invoke(function, "print('x'\n", "{}").errorMessage())
        .contains("File \"orders.py\", line 1", "SyntaxError");
    String hides =
        """
        import sys
        sys.stderr = None
        try:
            1 / 0
        except ZeroDivisionError:
            raise RuntimeError("load failed")
        """;
    assertThat(invoke(function, hides, "{}").errorMessage())
        .contains("RuntimeError: load failed", "ZeroDivisionError: division by zero");
    assertThat(invoke(function, "import nowhere\n", "{}").errorMessage())
        .contains("ModuleNotFoundError: No module named 'nowhere'");
    String udf =
        """
        from pyspark.sql import SparkSession, functions as F
        spark = SparkSession.builder.getOrCreate()
        def bad(n):
            raise ValueError("row %d" % n)
        spark.range(3).select(F.udf(bad)("id")).collect()
        """;
    assertThat(invoke(function, udf, "{}").errorMessage())
        .contains("File \"orders.py\", line 5, in <module>", "ValueError: row ")
        .doesNotContain("py4j/");
    String rdd =
        """
        from pyspark.sql import SparkSession
        SparkSession.builder.getOrCreate().sparkContext.parallelize([1], 1).map(lambda n: n / 0).collect()
        """;
    String ofWorker = invoke(function, rdd, "{}").errorMessage();
    assertThat(ofWorker.split("\nLast lines of its output")[0])
        .contains("line 2, in <module>", "ZeroDivisionError: division by zero")
        .doesNotContain("worker.py", "\tat ", "Driver stacktrace");
    String unpicklable =
        """
        import threading
        from pyspark.sql import SparkSession
        SparkSession.builder.getOrCreate().sparkContext.broadcast(threading.Lock())
        """;
    assertThat(invoke(function, unpicklable, "{}").errorMessage())
        .contains("line 3, in <module>", "PicklingError: Could not serialize broadcast");
    String onWorker =
        """
        import os
        from pyspark.sql import SparkSession
        class Big:
            def __reduce__(self):
                return os.listdir, ("/no/such/folder",)
        sc = SparkSession.builder.getOrCreate().sparkContext
        big = sc.broadcast(Big())
        sc.parallelize([1], 1).map(lambda n: big.value).count()
        """;
    assertThat(invoke(function, onWorker, "{}").errorMessage())
        .contains("line 8, in <module>", "FileNotFoundError", "/no/such/folder");
    String unknown =
        """
        from pyspark.sql import SparkSession
        SparkSession.builder.getOrCreate().table('nowhere')
        """;
    assertThat(invoke(function, unknown, "{}").errorMessage())
        .contains("line 2, in <module>", "[TABLE_OR_VIEW_NOT_FOUND]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"warm", "fork"})
  void callsTheScriptsOwnExcepthook(String engine) throws Exception {
    assumePySpark();
    TestFunction function = engine(engine);
    String hook =
        """
        import sys
        sys.excepthook = lambda kind, exception, frames: print("seen by the hook:", exception)
        raise ValueError("no rows")
        """;
    assertThat(invoke(function, hook, "{}").errorMessage()).contains("ValueError: no rows");
    assertThat(function.log()).anyMatch(line -> line.endsWith("seen by the hook: no rows"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"warm", "fork"})
  void keepsPythonsExitStatuses(String engine) throws Exception {
    assumePySpark();
    TestFunction function = engine(engine);
    assertThat(invoke(function, "import sys; sys.exit(0)", "{}").failed()).isFalse();
    assertThat(invoke(function, "import sys; sys.exit()", "{}").failed()).isFalse();
    assertThat(invoke(function, "import sys; sys.exit(3)", "{}").errorMessage())
        .contains("Python ended with exit status 3");
    assertThat(invoke(function, "import sys; sys.exit('no input')", "{}").errorMessage())
        .contains("sys.exit: no input");
    assertThat(invoke(function, "import os; os._exit(0)", "{}").failed()).isFalse();
    assertThat(invoke(function, "import os; os._exit(7)", "{}").errorMessage())
        .contains("Python ended with exit status 7");
    assertThat(invoke(function, "print('fine')", "{}").fields()).containsEntry("coldStart", false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"warm", "fork"})
  void takesWhateverAScriptPrintsAndLeaves(String engine) throws Exception {
    assumePySpark();
    TestFunction function = engine(engine);
    String prints =
        """
        import os, sys
        os.write(1, b"\\xff\\xfe broken\\n")
        for _ in range(20000):
            sys.stdout.write("x" * 10000 + "\\n")
        """;
    assertThat(invoke(function, prints, "{}").failed()).isFalse();
    String leaves =
        """
        import subprocess, threading, time
        threading.Thread(target=time.sleep, args=(1,)).start()
        subprocess.Popen(["sleep", "98765"], start_new_session=True)
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
        import os
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.execvp("sleep", ["sleep", "87654"])
            os._exit(0)
        os.wait()
        """;
    assertThat(invoke(function, leaves, "{}").failed()).isFalse();
    assertThat(processes("sleep 98765")).isEmpty();
    assertThat(processes("sleep 87654")).isEmpty();
    assertThat(invoke(function, "print('fine')", "{}").failed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"warm", "fork"})
  void givesTheContextHoweverAScriptAsksForIt(String engine) throws Exception {
    assumePySpark();
    String script =
        """
        from pyspark import SparkConf, SparkContext
        from pyspark.sql import SparkSession
        from spark_on_lambda import invocation
        one = SparkContext.getOrCreate()
        spark = SparkSession.builder.appName("mine").getOrCreate()
        first = spark.range(3).count()
        spark.stop()
        sc = SparkContext(conf=SparkConf().setAppName("again"))
        second = sc.parallelize(range(4), 2).count()
        sc.stop()
        invocation.result({"counts": [first, second]})
        """;
    TestFunction function = engine(engine);
    assertThat(result(invoke(function, script, "{}"))).isEqualTo(Map.of("counts", List.of(3, 4)));
    assertThat(invoke(function, "print('fine')", "{}").failed()).isFalse();
  }

  @Test
  void handsOnAnEventOfNearlySixMegabytesWhole() throws Exception {
    assumePySpark();
    String script =
        """
        import json, os, sys
        json.dump({"length": len(json.loads(sys.argv[2])["data"])}, open(os.environ["RESULT_FILE"], "w"))
        """;
    Outcome outcome = invoke(warm, script, "{\"data\": \"" + "ü".repeat(2_800_000) + "\"}");
    assertThat(outcome.fields().get("result")).isEqualTo(Map.of("length", 2_800_000));
  }

  @Test
  void namesTheSettingsThatARunningDriverCannotTake() throws Exception {
    assumePySpark();
    String script =
        """
        from pyspark.sql import SparkSession
        SparkSession.builder.config("spark.driver.memory", "9g").config("spark.executor.cores", "1").getOrCreate()
        """;
    assertThat(invoke(warm, script, "{}").failed()).isFalse();
    assertThat(
            warm.logs(
                line ->
                    line.contains(
                        "no longer take these settings of the script: spark.driver.memory,"
                            + " spark.executor.cores.")))
        .isTrue();
  }

  private static void assumePySpark() throws IOException, InterruptedException {
    assumeTrue(PySpark.path().isPresent(), PySpark.HOW_TO_ENABLE);
  }

  private static List<String> python(TestFunction function) throws Exception {
    return commands(function.sandbox().process().descendants(), "python3");
  }

  private static List<String> processes(String command) {
    return commands(ProcessHandle.allProcesses(), command);
  }

  private static List<String> commands(Stream<ProcessHandle> processes, String part) {
    return processes
        .flatMap(process -> process.info().commandLine().stream())
        .filter(line -> line.contains(part))
        .toList();
  }

  private static Outcome invoke(TestFunction function, String script, String event)
      throws Exception {
    byte[] bytes = script.getBytes(UTF_8);
    return function.object(PY, RequestBody.fromBytes(bytes)).invoke(event);
  }
}
