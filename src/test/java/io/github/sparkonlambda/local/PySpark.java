package io.github.sparkonlambda.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The Python half of PySpark, if this machine has it: the folder named in PYSPARK_HOME or
 * PYTHONPATH that holds the packages pyspark and py4j.
 */
public final class PySpark {
  /** What a test says that cannot run without it. */
  public static final String HOW_TO_ENABLE =
      "needs the packages pyspark 3.5.x and py4j: name the folder that holds them in PYSPARK_HOME"
          + " or PYTHONPATH";

  /** What a test says that cannot run without pandas. */
  public static final String HOW_TO_ENABLE_PANDAS =
      "needs the packages pandas and pyarrow beside pyspark, on the same path";

  private static final String LINE = "3.5.";

  private PySpark() {}

  /** Whether there is an interpreter at all. */
  public static boolean hasPython() throws IOException, InterruptedException {
    return answer("1", "").isPresent();
  }

  /** The folder or folders for PYTHONPATH, if pyspark of the right line can be imported there. */
  public static Optional<String> path() throws IOException, InterruptedException {
    Map<String, String> variables = System.getenv();
    String path = variables.getOrDefault("PYSPARK_HOME", variables.getOrDefault("PYTHONPATH", ""));
    return answer("__import__('pyspark').__version__", path)
        .filter(version -> version.startsWith(LINE))
        .map(version -> path);
  }

  /** Whether pandas and pyarrow can be imported there. */
  public static boolean hasPandas(String path) throws IOException, InterruptedException {
    return answer("__import__('pandas') and __import__('pyarrow')", path).isPresent();
  }

  private static Optional<String> answer(String expression, String path)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("python3", "-c", "print(" + expression + ")");
    builder.environment().put("PYTHONPATH", path);
    Process process;
    try {
      process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      return Optional.empty(); // There is no python3.
    }
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 ? Optional.of(said.strip()) : Optional.empty();
    } finally {
      process.destroyForcibly();
    }
  }
}
