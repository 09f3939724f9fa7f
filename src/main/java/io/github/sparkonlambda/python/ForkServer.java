package io.github.sparkonlambda.python;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A Python interpreter beside the driver that has imported pyspark and forks itself for each
 * script, so that a script neither waits for that import nor finds what another one left. One that
 * has ended is replaced. {@code spark_on_lambda/forkserver.py} is the other half and describes what
 * is said.
 */
public final class ForkServer {
  /** Before the exit status, in forkserver.py's answer. */
  private static final String ANSWER = "spark-on-lambda: exit ";

  private static final String MODULE = "spark_on_lambda.forkserver";

  /** Of an interpreter; the hashes of strings must be the same in all of Spark's processes. */
  private static final Map<String, String> OPTIONS =
      Map.of("PYTHONUNBUFFERED", "1", "PYTHONHASHSEED", "0");

  private static Optional<ForkServer> current = Optional.empty();

  private final String python;
  private final Process process;
  private final BufferedReader answers;

  private ForkServer(String python, Process process) {
    this.python = requireNonNull(python, "python");
    this.process = requireNonNull(process, "process");
    this.answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  /** Starts one ahead of the first script. If that fails, the first script's run tells. */
  public static void begin() {
    try {
      current();
    } catch (PythonJobException e) {
      System.err.println(e.getMessage());
    }
  }

  /** The process that the next script is forked from, if there is one. */
  public static synchronized OptionalLong pid() {
    return current
        .map(server -> OptionalLong.of(server.process.pid()))
        .orElseGet(OptionalLong::empty);
  }

  /**
   * The one that serves this driver.
   *
   * @throws PythonJobException if there is no Python to start
   */
  static synchronized ForkServer current() {
    Map<String, String> variables = System.getenv();
    String python =
        variables.getOrDefault(
            "PYSPARK_DRIVER_PYTHON", variables.getOrDefault("PYSPARK_PYTHON", "python3"));
    if (current.filter(server -> server.serves(python)).isEmpty()) {
      current.ifPresent(server -> server.process.destroyForcibly());
      current = Optional.of(start(python));
    }
    return current.get();
  }

  private boolean serves(String wanted) {
    return python.equals(wanted) && process.isAlive();
  }

  private static ForkServer start(String python) {
    ProcessBuilder builder =
        new ProcessBuilder(python, "-m", MODULE).redirectError(ProcessBuilder.Redirect.INHERIT);
    // Not where a job may have left a module of the name of one of Python's own.
    builder.directory(Path.of("/").toFile());
    complete(builder.environment());
    try {
      return new ForkServer(python, builder.start());
    } catch (IOException e) {
      throw new PythonJobException(
          "There is no Python to run the script with ("
              + python
              + "). Build the image with PYTHON=true, or name one in PYSPARK_PYTHON.",
          e);
    }
  }

  /** Adds what an interpreter needs; where it finds its modules is there already. */
  static void complete(Map<String, String> environment) {
    OPTIONS.forEach(environment::putIfAbsent);
  }

  /**
   * Runs a script to its end.
   *
   * @param failure the file that gets the traceback of what it threw
   * @param environment all of its variables
   * @return its exit status, or less than 0 the number of the signal that ended it
   * @throws PythonJobException if the interpreter that it is forked from ended
   */
  int run(Path script, Path failure, Map<String, String> environment) throws InterruptedException {
    List<String> request = new ArrayList<>();
    request.add(Path.of("").toAbsolutePath().toString());
    request.add(script.toString());
    request.add(failure.toString());
    environment.forEach((name, value) -> request.add(name + "=" + value));
    String answer;
    try {
      send(String.join("\0", request).getBytes(StandardCharsets.UTF_8));
      answer = answer();
    } catch (IOException e) {
      answer = null; // A pipe that breaks is one whose other end has gone.
    }
    if (answer == null) {
      throw new PythonJobException(
          "The Python interpreter ("
              + python
              + ") ended with exit status "
              + process.waitFor()
              + " before the script had.");
    }
    return Integer.parseInt(answer.substring(ANSWER.length()));
  }

  /** What else comes was printed when the interpreter started, by a module of the user's. */
  private String answer() throws IOException {
    String line = answers.readLine();
    while (line != null && !line.startsWith(ANSWER)) {
      System.out.println(line);
      line = answers.readLine();
    }
    return line;
  }

  private void send(byte[] request) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes((request.length + "\n").getBytes(StandardCharsets.US_ASCII));
    message.writeBytes(request);
    OutputStream requests = process.getOutputStream();
    requests.write(message.toByteArray());
    requests.flush();
  }
}
