package io.github.sparkonlambda.python;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sparkonlambda.local.Build;
import io.github.sparkonlambda.local.PySpark;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The waiting interpreter and its forks, with a few empty classes in PySpark's place: what it does
 * with a script that leaves Spark alone.
 */
final class InterpreterTest {
  @TempDir Path folder;
  private Path failure;
  private Process interpreter;
  private BufferedReader answers;

  @BeforeEach
  void prepare() throws IOException, InterruptedException {
    assumeTrue(PySpark.hasPython(), "needs a python3 on the PATH");
    write("pyspark/__init__.py", "class SparkContext: pass");
    write("pyspark/accumulators.py", "class AccumulatorServer: pass");
    write(
        "pyspark/sql/__init__.py",
        """
        class SparkSession:
            class Builder:
                def enableHiveSupport(self): pass
        """);
    write("pyspark/sql/functions.py", "print('an import that prints')");
    write("pyspark/sql/types.py", "");
    write("event.json", "{\"shop\": \"Zoë's\"}");
    failure = folder.resolve("failure.txt");
    start();
  }

  private void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("python3", "-m", "spark_on_lambda.forkserver")
            .redirectError(folder.resolve("output.txt").toFile());
    builder.environment().put("PYTHONPATH", pythonPath());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("PYTHONUNBUFFERED", "1");
    interpreter = builder.start();
    answers = new BufferedReader(new InputStreamReader(interpreter.getInputStream(), UTF_8));
  }

  @AfterEach
  void stop() {
    if (interpreter != null) {
      interpreter.destroyForcibly();
    }
  }

  @Test
  void keepsPythonsExitStatuses() throws Exception {
    assertThat(run("import sys; sys.exit(0)")).isZero();
    assertThat(run("import sys; sys.exit()")).isZero();
    assertThat(run("import sys; sys.exit(3)")).isEqualTo(3);
    assertThat(run("import sys; sys.exit(-1)")).isEqualTo(255);
    assertThat(run("import os; os._exit(7)")).isEqualTo(7);
    assertThat(run("import os, signal; os.kill(os.getpid(), signal.SIGKILL)")).isEqualTo(-9);
    assertThat(failure).doesNotExist();
    assertThat(run("import sys; sys.exit('no input')")).isEqualTo(1);
    assertThat(failure).hasContent("sys.exit: no input");
  }

  @Test
  void tellsTheScriptsFramesOnly() throws Exception {
    assertThat(run("def f():\n    return 1 / 0\n\nf()\n")).isEqualTo(1);
    assertThat(failure)
        .content()
        .startsWith("Traceback (most recent call last):\n  File \"job.py\", line 4, in <module>")
        .contains("File \"job.py\", line 2, in f", "ZeroDivisionError: division by zero")
        .doesNotContain("spark_on_lambda", folder.toString());
    assertThat(run("print('x'\n")).isEqualTo(1);
    assertThat(failure).content().contains("File \"job.py\", line 1", "SyntaxError");
    assertThat(run("import nowhere")).isEqualTo(1);
    assertThat(failure).content().contains("ModuleNotFoundError: No module named 'nowhere'");
    assertThat(run("try:\n  1 / 0\nexcept ZeroDivisionError as e:\n  raise OSError('disk') from e"))
        .isEqualTo(1);
    assertThat(failure)
        .content()
        .containsSubsequence("OSError: disk", "which was caused by", "ZeroDivisionError");
  }

  @Test
  void tellsTheExceptionsOfAGroup() throws Exception {
    String script =
        """
        def load(name):
            raise ValueError("no table " + name)

        try:
            load("a")
        except ValueError as e:
            error = e
        class Group(Exception):  # As ExceptionGroup of Python 3.11 is.
            exceptions = (error, KeyError("b"))

        try:
            raise Group("loads")
        except Group as group:
            %s
        """;
    assertThat(run(script.formatted("raise"))).isEqualTo(1);
    assertThat(failure)
        .content()
        .containsSubsequence(
            "Group: loads",
            "exception 1 of 2:",
            "line 2, in load",
            "ValueError: no table a",
            "exception 2 of 2:",
            "KeyError: 'b'");
    assertThat(run(script.formatted("raise group.exceptions[0]"))).isEqualTo(1);
    assertThat(failure)
        .content()
        .contains("ValueError: no table a", "Group: loads", "KeyError: 'b'");
  }

  @Test
  void tellsWhatTheScriptsHookDoesNot() throws Exception {
    for (String hook : List.of("sys.exit(0)", "sys.stderr.close()", "1 / 0")) {
      String script = "import sys\nsys.excepthook = lambda *a: %s\nraise ValueError('no rows')";
      assertThat(run(script.formatted(hook))).as(hook).isEqualTo(1);
      assertThat(failure).content().contains("ValueError: no rows");
    }
  }

  @Test
  void letsAForkOfTheScriptEnd() throws Exception {
    String script =
        """
        import os, sys
        child = os.fork()
        if child == 0:
            sys.exit(5)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """;
    assertThat(run(script)).isEqualTo(5);
  }

  @Test
  void tellsAFunctionOfTheScriptsFromOneOfALibrary() throws Exception {
    write("jobs/pyspark/etl.py", "def load(): raise ValueError('no table')");
    assertThat(run("import sys; sys.path.append('jobs/pyspark'); import etl; etl.load()"))
        .isEqualTo(1);
    assertThat(failure).content().contains("in load", "ValueError: no table");
  }

  @Test
  void printsTheStacksOfWhatHangsOrIsEnded() throws Exception {
    String hangs =
        """
        import os, time
        def waits():
            end = time.time() + 30
            while "Timeout" not in open("output.txt").read():
                assert time.time() < end
                time.sleep(0.02)

        waits()
        """;
    String soon = "DEADLINE=" + (System.currentTimeMillis() + 1_000);
    assertThat(run(hangs, soon)).isZero();
    assertThat(folder.resolve("output.txt")).content().contains(" in waits");
    assertThat(run("import ctypes\ndef reads(): ctypes.string_at(0)\n\nreads()\n")).isEqualTo(-11);
    assertThat(folder.resolve("output.txt"))
        .content()
        .contains("Segmentation fault", "line 2 in reads");
  }

  @Test
  void writesValuesOfSparksAsItWould() throws Exception {
    Path result = folder.resolve("result.json");
    String script =
        """
        import datetime, decimal
        from spark_on_lambda import invocation
        day = datetime.date(2026, 1, 2)
        invocation.result({"day": day, "price": decimal.Decimal("12.50"), "n": [
            decimal.Decimal(3), decimal.Decimal("12345678901234567.89")]})
        """;
    assertThat(run(script, "RESULT_FILE=" + result)).isZero();
    assertThat(result)
        .hasContent(
            "{\"day\": \"2026-01-02\", \"price\": 12.5, \"n\": [3, \"12345678901234567.89\"]}");
    assertThat(run(script.replace("day,", "{1},"), "RESULT_FILE=" + result)).isEqualTo(1);
    assertThat(failure).content().contains("ValueError: field 'day' of the result: {1} is no JSON");
    assertThat(run("from spark_on_lambda import invocation\ninvocation.result([1])")).isEqualTo(1);
    assertThat(failure).content().contains("result takes a dict, not [1]");
  }

  @Test
  void tellsTheEndsOfWhatIsLong() throws Exception {
    assertThat(run("def a(n):\n  b(n)\n\ndef b(n):\n  a(n + 1)\n\na(0)\n")).isEqualTo(1);
    assertThat(failure)
        .content()
        .contains("line 7, in <module>", " frames)\n", "RecursionError: maximum recursion depth");
    assertThat(run("raise ValueError('first ' + 'x' * 50_000_000 + ' last')")).isEqualTo(1);
    assertThat(failure)
        .content()
        .contains("ValueError: first x", "... (cut)", "x last")
        .hasSizeLessThan(13_000);
  }

  @Test
  void saysThatFailedItemsCannotBeNamed() throws Exception {
    String script =
        """
        import os
        from spark_on_lambda import FailedItems
        open(os.environ["RESULT_FILE"], "w").write("no JSON")
        raise FailedItems(["m1"])
        """;
    String result = "RESULT_FILE=" + folder.resolve("result.json");
    assertThat(run(script, result)).isEqualTo(1);
    assertThat(failure).content().contains("The failed items cannot be added to RESULT_FILE: JSON");
  }

  @Test
  void isToEachScriptAsIfItHadBeenStartedForIt() throws Exception {
    String script =
        """
        import json, os, sys
        assert __name__ == "__main__" and os.path.basename(__file__) == "job.py", __file__
        assert sys.argv[1:] == ["--event", '{"shop": "Zoë\\'s"}'], sys.argv
        assert os.environ["number"] == "N" and "left" not in os.environ, os.environ
        assert os.getcwd() == os.path.realpath(os.environ["FOLDER"]) and sys.stdin.read() == ""
        assert not hasattr(json, "left")
        import beside
        json.left = True
        os.environ["left"] = "1"
        print("größer")
        """;
    write("beside.py", "");
    for (String number : List.of("1", "2")) {
      int status = run(script.replace("\"N\"", "\"" + number + "\""), "number=" + number);
      assertThat(status).as(script).isZero();
    }
    assertThat(folder.resolve("output.txt")).hasContent("an import that prints\ngrößer\ngrößer");
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    stop();
    write("pyspark/__init__.py", "");
    start();
    assertThat(run("print('never')")).isEqualTo(1);
    assertThat(failure).content().contains("cannot import pyspark", "PYTHON=true", "PYTHONPATH");
  }

  @Test
  void endsWithItsInput() throws Exception {
    interpreter.getOutputStream().close();
    assertThat(interpreter.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(interpreter.exitValue()).isZero();
  }

  private int run(String script, String... variables) throws IOException {
    Files.deleteIfExists(failure);
    Path file = write("job.py", script);
    List<String> request = new ArrayList<>();
    request.addAll(List.of(folder.toString(), file.toString(), failure.toString()));
    request.add("EVENT_FILE=" + folder.resolve("event.json"));
    request.add("FOLDER=" + folder);
    request.add("DEADLINE=" + (System.currentTimeMillis() + 60_000));
    request.add("PYTHONPATH=" + pythonPath());
    request.addAll(List.of(variables));
    byte[] bytes = String.join("\0", request).getBytes(UTF_8);
    interpreter.getOutputStream().write((bytes.length + "\n").getBytes(UTF_8));
    interpreter.getOutputStream().write(bytes);
    interpreter.getOutputStream().flush();
    String answer = answers.readLine();
    assertThat(answer).startsWith("spark-on-lambda: exit ");
    return Integer.parseInt(answer.substring(answer.lastIndexOf(' ') + 1));
  }

  private String pythonPath() {
    return Build.target().resolve("classes") + ":" + folder;
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
