package io.github.sparkonlambda.bench;

import io.github.sparkonlambda.config.ScriptKind;
import io.github.sparkonlambda.files.Folders;
import io.github.sparkonlambda.local.Accommodations;
import io.github.sparkonlambda.local.Build;
import io.github.sparkonlambda.local.CountingProxy;
import io.github.sparkonlambda.local.LocalLambda;
import io.github.sparkonlambda.local.PySpark;
import io.github.sparkonlambda.local.S3Request;
import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.local.Samples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all measurements share: the S3 server, the proxy before it, the inputs, the log. */
final class Lab implements AutoCloseable {
  /** Lambda's longest. */
  private static final Duration TIMEOUT = Duration.ofMinutes(15);

  private static final String SCRIPTS = "scripts";
  private static final String LAKE = "lake";

  private final Path folder;
  private final S3Server s3;
  private final CountingProxy proxy;
  private final Writer log;
  // Asked once: it takes an interpreter, which is none of a sandbox's time.
  private final Optional<String> pythonPath = PySpark.path();
  private int sandboxes;

  private Lab(Path folder, S3Server s3, CountingProxy proxy, Writer log)
      throws IOException, InterruptedException {
    this.folder = folder;
    this.s3 = s3;
    this.proxy = proxy;
    this.log = log;
  }

  /**
   * Starts everything and uploads the scripts.
   *
   * @param folder for files of this run, deleted on closing
   * @param logFile gets the log of all sandboxes
   */
  static Lab open(Path folder, Path logFile, List<Cell> cells)
      throws IOException, InterruptedException {
    Folders.delete(folder);
    Files.createDirectories(folder);
    S3Server s3 = S3Server.start(folder);
    Lab lab =
        new Lab(folder, s3, CountingProxy.start(s3.endpoint()), Files.newBufferedWriter(logFile));
    s3.client().createBucket(b -> b.bucket(SCRIPTS));
    s3.client().createBucket(b -> b.bucket(LAKE));
    for (Cell cell : cells) {
      s3.client().putObject(b -> b.bucket(SCRIPTS).key(scriptKey(cell)), script(cell));
    }
    return lab;
  }

  /** The CSV of this size, on this machine's disk and, from now on, on S3. */
  Path input(Size size) throws IOException {
    Path file = folder.resolve(size.name() + ".csv");
    if (Files.notExists(file)) {
      Accommodations.write(file, size.rows());
      s3.client().putObject(b -> b.bucket(LAKE).key("input/" + file.getFileName()), file);
    }
    return file;
  }

  /** A file of this run that is not there yet. */
  Path scratch(String name) {
    return folder.resolve(name);
  }

  /** The event of a point; all of its events go into one table. */
  String event(Cell cell) {
    return "{\"INPUT_PATH\": \"s3://%s/input/%s.csv\", \"OUTPUT_PATH\": \"s3://%s/tables/%s\"}"
        .formatted(LAKE, cell.size().name(), LAKE, cell.key());
  }

  /** Makes room: the server keeps its objects as files. */
  void deleteTable(Cell cell) throws IOException {
    Folders.delete(folder.resolve("s3/" + LAKE + "/tables/" + cell.key()));
  }

  /** A new sandbox; its S3 requests take the point's route. */
  LocalLambda sandbox(Cell cell, Map<String, String> variables)
      throws IOException, InterruptedException {
    proxy.delay(cell.route().delay());
    proxy.reset();
    URI endpoint = cell.route().delayed() ? proxy.endpoint() : s3.endpoint();
    Map<String, String> environment = new HashMap<>(S3Server.environmentAt(endpoint));
    environment.put("SCRIPT_BUCKET", SCRIPTS);
    environment.put("SPARK_SCRIPT", scriptKey(cell));
    environment.put("FRAMEWORK", cell.format().name());
    environment.put("SPARK_HOME", Build.sparkHome().toString());
    if (cell.script() == ScriptKind.PY) {
      environment.put("PYTHONPATH", pythonPath.orElseThrow());
    }
    environment.putAll(variables);
    sandboxes++;
    return LocalLambda.start(
        environment,
        cell.memoryMegabytes(),
        TIMEOUT,
        folder.resolve("tmp-" + sandboxes),
        this::log);
  }

  /** What went through the proxy since the sandbox was started or this was last asked. */
  List<S3Request> takeRequests() {
    List<S3Request> requests = proxy.requests();
    proxy.reset();
    return requests;
  }

  private static String scriptKey(Cell cell) {
    return script(cell).getFileName().toString();
  }

  private static Path script(Cell cell) {
    return Samples.csvTo(cell.format(), cell.script());
  }

  private void log(String line) {
    try {
      synchronized (log) {
        log.write(line + "\n");
        log.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    s3.close();
    log.close();
    Folders.delete(folder);
  }
}
