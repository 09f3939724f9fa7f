package io.github.sparkonlambda.handler;

import io.github.sparkonlambda.local.Build;
import io.github.sparkonlambda.local.LocalLambda;
import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;

/** A function with a script bucket of its own; its sandbox starts with the first event. */
final class TestFunction implements AutoCloseable {
  static final String KEY = "jobs/Job.java";

  private static final Duration LOG_DELAY = Duration.ofSeconds(5);

  private final S3Server s3;
  private final Path temporary;
  private final String bucket = "scripts-" + UUID.randomUUID();
  private final Map<String, String> environment;
  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private int memory = 1769;
  private Duration timeout = Duration.ofMinutes(2);
  private LocalLambda lambda;

  TestFunction(S3Server s3, Path folder) {
    this.s3 = s3;
    this.temporary = folder.resolve(bucket);
    environment = new HashMap<>(s3.environment());
    environment.put("SCRIPT_BUCKET", bucket);
    environment.put("SPARK_SCRIPT", KEY);
    environment.put("SPARK_HOME", Build.sparkHome().toString());
    s3.client().createBucket(b -> b.bucket(bucket));
  }

  TestFunction variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  TestFunction without(String name) {
    environment.remove(name);
    return this;
  }

  TestFunction memory(int megabytes) {
    memory = megabytes;
    return this;
  }

  TestFunction timeout(int seconds) {
    timeout = Duration.ofSeconds(seconds);
    return this;
  }

  /** Uploads a job of this body; {@code args}, imports of java.util and java.nio.file are there. */
  TestFunction job(String body) {
    return source(
        """
        import java.nio.file.*;
        import java.util.*;

        public class Job {
          static void result(String json) throws Exception {
            Files.writeString(Path.of(System.getenv("RESULT_FILE")), json);
          }

          public static void main(String[] args) throws Exception {
        %s
          }
        }
        """
            .formatted(body));
  }

  TestFunction source(String text) {
    return object(KEY, RequestBody.fromString(text));
  }

  TestFunction object(String key, RequestBody body) {
    s3.client().putObject(b -> b.bucket(bucket).key(key), body);
    return this;
  }

  void deleteScript() {
    s3.client().deleteObject(b -> b.bucket(bucket).key(KEY));
  }

  LocalLambda sandbox() throws IOException, InterruptedException {
    if (lambda == null) {
      lambda = LocalLambda.start(environment, memory, timeout, temporary, this::log);
    }
    return lambda;
  }

  Outcome invoke(String event) throws IOException, InterruptedException {
    return sandbox().invoke(event);
  }

  String uri() {
    return "s3://" + bucket + "/" + environment.get("SPARK_SCRIPT");
  }

  private void log(String line) {
    synchronized (log) {
      log.add(line);
      log.notifyAll();
    }
  }

  /** Whether there is such a line; it may come through the pipe after the reply. */
  boolean logs(Predicate<String> wanted) throws InterruptedException {
    long end = System.nanoTime() + LOG_DELAY.toNanos();
    synchronized (log) {
      while (log.stream().noneMatch(wanted) && System.nanoTime() < end) {
        TimeUnit.NANOSECONDS.timedWait(log, end - System.nanoTime());
      }
      return log.stream().anyMatch(wanted);
    }
  }

  List<String> log() {
    synchronized (log) {
      return List.copyOf(log);
    }
  }

  /** What was logged after the first lines; more may come at any time. */
  List<String> logFrom(int lines) {
    List<String> now = log();
    return now.subList(lines, now.size());
  }

  /**
   * What runs have left under /tmp: all but the files of a resident driver itself, which are its
   * socket, its properties and Spark's own folder.
   */
  List<Path> filesOfRuns() throws IOException {
    Path place = temporary.resolve("spark-on-lambda");
    Pattern driver = Pattern.compile("d/\\d+/(s|spark/.*|run/spark\\.properties)");
    try (Stream<Path> files = Files.walk(place)) {
      return files
          .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .map(place::relativize)
          .filter(file -> !file.startsWith("scripts") && !driver.matcher(file.toString()).matches())
          .toList();
    }
  }

  /** The processes of the sandbox whose command line says that they are Spark drivers. */
  List<ProcessHandle> drivers() throws IOException, InterruptedException {
    return sandbox()
        .process()
        .descendants()
        .filter(process -> commandLine(process).contains("ResidentDriver"))
        .toList();
  }

  /** Read from /proc: {@link ProcessHandle#info()} cuts a command line off after a page. */
  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
    } catch (IOException e) {
      return ""; // It has ended meanwhile.
    }
  }

  /** The sandbox's /tmp. */
  Path temporary() {
    return temporary;
  }

  @Override
  public void close() {
    if (lambda != null) {
      lambda.close();
    }
  }
}
