package io.github.sparkonlambda.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sparkonlambda.config.S3Location;
import io.github.sparkonlambda.deadline.Deadline;
import io.github.sparkonlambda.failure.ScriptException;
import io.github.sparkonlambda.local.PySpark;
import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.local.Zip;
import io.github.sparkonlambda.script.RecordingHttp.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** A script's modules from a real S3 server; the interpreter has no PySpark. */
final class ModuleStoreIT {
  private static final List<String> KEYS = List.of("tax.py", "lib/more.zip", "lib/even-1.0.whl");
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;

  @TempDir static Path servers;
  private static S3Server s3;

  @TempDir Path folder;
  private final String bucket = "modules-" + UUID.randomUUID();
  private final RecordingHttp http = new RecordingHttp();
  private S3Client client;
  private ModuleStore store;

  @BeforeAll
  static void startServer() throws IOException, InterruptedException {
    s3 = S3Server.start(servers);
  }

  @AfterAll
  static void stopServer() {
    s3.close();
  }

  @BeforeEach
  void upload() throws IOException {
    s3.client().createBucket(b -> b.bucket(bucket));
    put("tax.py", "RATE = 2".getBytes(UTF_8));
    put("lib/more.zip", Zip.of("more/__init__.py", "def plus(n): return n + 1"));
    put("lib/even-1.0.whl", Zip.of("even.py", "def is_even(n): return n % 2 == 0"));
    client = S3Server.clientAt(s3.endpoint(), http);
    store = new ModuleStore(locations(KEYS), client, folder);
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void placesModulesWherePythonFindsThem() throws Exception {
    assumeTrue(PySpark.hasPython(), "needs a python3 on the PATH");
    update();
    assertThat(python("import tax, more, even; print(more.plus(tax.RATE), even.is_even(3))"))
        .isEqualTo("3 False");
    put("tax.py", "RATE = 5".getBytes(UTF_8));
    update();
    assertThat(python("import tax; print(tax.RATE)")).isEqualTo("5");
  }

  @Test
  void asksWithTheETagAndDownloadsNothingAgain() throws Exception {
    update();
    assertThat(http.answers()).extracting(Answer::status).containsExactly(OK, OK, OK);
    update();
    assertThat(http.answers())
        .hasSize(KEYS.size())
        .allMatch(answer -> answer.conditional() && answer.status() == NOT_MODIFIED);
    put("lib/more.zip", Zip.of("more/__init__.py", "def plus(n): return n + 2"));
    update();
    assertThat(http.answers())
        .filteredOn(answer -> answer.status() == OK)
        .extracting(Answer::path)
        .containsExactly("/" + bucket + "/lib/more.zip");
  }

  @Test
  void waitsForAllOfThemAtOnce() throws Exception {
    http.together(KEYS.size());
    update();
    assertThat(http.answers()).hasSize(KEYS.size());
  }

  @Test
  void restoresWhatAJobHasChanged() throws Exception {
    update();
    http.answers();
    Path source = store.paths().get(0).resolve("tax.py");
    Files.writeString(source, "RATE = 99, really");
    Path compiled = Files.createDirectory(source.resolveSibling("__pycache__")).resolve("tax.pyc");
    Files.writeString(compiled, "stale");
    update();
    assertThat(source).hasContent("RATE = 2");
    assertThat(compiled.getParent()).doesNotExist();
    assertThat(http.answers()).extracting(Answer::status).containsOnlyOnce(OK);
  }

  @Test
  void namesTheOneThatIsMissing() throws Exception {
    store = new ModuleStore(locations(List.of("tax.py", "gone.zip")), client, folder);
    assertThatThrownBy(this::update)
        .isInstanceOf(ScriptException.class)
        .hasMessage(
            "s3://%s/gone.zip: no such object. Upload it, or set SPARK_PY_FILES."
                .formatted(bucket));
    put("gone.zip", Zip.of("gone.py", ""));
    update();
    assertThat(store.paths()).allMatch(Files::exists);
  }

  private void update() throws IOException {
    store.update(Deadline.after(Duration.ofMinutes(1)));
  }

  private List<S3Location> locations(List<String> keys) {
    return keys.stream().map(key -> new S3Location(bucket, key)).toList();
  }

  private void put(String key, byte[] content) {
    s3.client().putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(content));
  }

  private String python(String code) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("python3", "-c", code).redirectErrorStream(true);
    builder
        .environment()
        .put(
            "PYTHONPATH",
            store.paths().stream().map(Path::toString).collect(Collectors.joining(":")));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    process.waitFor();
    return said;
  }
}
