package io.github.sparkonlambda.python;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.protocol.JobJar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.python.Py4JServer;

/**
 * The job of a PySpark script: a fork of the waiting interpreter that runs it, and the gateway
 * through which it uses this JVM. Both end with the job.
 */
public final class PythonJob {
  private static final int SIGKILL = 9;

  /** What else ends an interpreter now and then, and what it means. */
  private static final Map<Integer, String> SIGNALS =
      Map.of(
          4, " (SIGILL), as a native library is that has no code for this processor",
          6, " (SIGABRT), as a native library does that gives up",
          7, " (SIGBUS), as by a native library",
          11, " (SIGSEGV), as by a native library",
          15, " (SIGTERM), which the script or a process that it started has sent");

  private final Path folder;

  private PythonJob(Path folder) {
    this.folder = requireNonNull(folder, "folder");
  }

  /**
   * Runs the script that stands in the job's jar.
   *
   * @param args not used; the interpreter takes the event from its file
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    new PythonJob(Files.createTempDirectory("python")).run();
  }

  private void run() throws IOException, InterruptedException {
    Path script = folder.resolve(new String(entry(JobJar.NAME), StandardCharsets.UTF_8));
    Files.write(script, entry(JobJar.PYTHON));
    Path failure = folder.resolve("failure.txt");
    Py4JServer gateway = new Py4JServer(new SparkConf());
    gateway.start();
    int status;
    try {
      status = interpret(script, failure, gateway);
    } finally {
      gateway.shutdown();
      PythonContext.cancelJobs();
    }
    if (Files.exists(failure)) {
      throw new PythonJobException(Files.readString(failure).strip());
    }
    if (status == -SIGKILL) {
      throw new PythonJobException(
          "Python was killed (signal 9), as the kernel does when memory runs out. Raise the"
              + " function's memory, or leave Python more of it by --driver-memory in"
              + " SPARK_SUBMIT_ARGS.");
    }
    if (status < 0) {
      throw new PythonJobException(
          "Python was ended by signal %d%s.".formatted(-status, SIGNALS.getOrDefault(-status, "")));
    }
    if (status != 0) {
      throw new PythonJobException("Python ended with exit status " + status + ".");
    }
  }

  private static int interpret(Path script, Path failure, Py4JServer gateway)
      throws InterruptedException {
    Map<String, String> environment = new HashMap<>(System.getenv());
    ForkServer.complete(environment);
    environment.put("PYSPARK_GATEWAY_PORT", Integer.toString(gateway.getListeningPort()));
    environment.put("PYSPARK_GATEWAY_SECRET", gateway.secret());
    return ForkServer.current().run(script, failure, environment);
  }

  private static byte[] entry(String name) throws IOException {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try (InputStream in = loader.getResourceAsStream(name)) {
      return requireNonNull(in, name).readAllBytes();
    }
  }
}
