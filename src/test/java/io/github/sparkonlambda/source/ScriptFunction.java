package io.github.sparkonlambda.source;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.config.Framework;
import io.github.sparkonlambda.local.Build;
import io.github.sparkonlambda.local.LocalLambda;
import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** A sandbox that runs a job script into a table of a bucket of its own. */
final class ScriptFunction implements Invoker, AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final S3Server s3;
  private final String bucket;
  private final String key;
  private final LocalLambda lambda;

  private ScriptFunction(S3Server s3, String bucket, String key, LocalLambda lambda) {
    this.s3 = s3;
    this.bucket = bucket;
    this.key = key;
    this.lambda = lambda;
  }

  /**
   * Starts the sandbox.
   *
   * @param script the script's file
   * @param framework the format of its table
   * @param memoryMegabytes the function's memory
   * @param folder where its /tmp will be
   * @param log takes each line of its log
   */
  static ScriptFunction start(
      S3Server s3,
      Path script,
      Framework framework,
      int memoryMegabytes,
      Path folder,
      Consumer<String> log)
      throws IOException, InterruptedException {
    requireNonNull(framework, "framework");
    String bucket = "function-" + UUID.randomUUID();
    String key = script.getFileName().toString();
    s3.client().createBucket(b -> b.bucket(bucket));
    s3.client().putObject(b -> b.bucket(bucket).key(key), script);
    Map<String, String> environment = new HashMap<>(s3.environment());
    environment.put("SCRIPT_BUCKET", bucket);
    environment.put("SPARK_SCRIPT", key);
    environment.put("FRAMEWORK", framework.name());
    environment.put("OUTPUT_PATH", output(bucket));
    environment.put("SPARK_HOME", Build.sparkHome().toString());
    LocalLambda lambda =
        LocalLambda.start(environment, memoryMegabytes, TIMEOUT, folder.resolve(bucket), log);
    ScriptFunction function = new ScriptFunction(s3, bucket, key, lambda);
    if (lambda.initError().isPresent()) {
      function.close();
      throw new IOException("The sandbox did not start: " + lambda.initError().get().body());
    }
    return function;
  }

  private static String output(String bucket) {
    return "s3://" + bucket + "/tables";
  }

  /** The sample that reads records into a table of this format. */
  static Path recordsTo(Framework framework) {
    String format = framework.name().toLowerCase(Locale.ROOT);
    String capital = framework.name().charAt(0) + format.substring(1);
    return Path.of("spark-scripts", "RecordsTo" + capital + ".java");
  }

  @Override
  public Outcome invoke(String event) throws InterruptedException {
    return lambda.invoke(event);
  }

  /** Puts another script in the place of its own, for the events to come. */
  void replaceScript(Path script) {
    s3.client().putObject(b -> b.bucket(bucket).key(key), script);
  }

  /** Its OUTPUT_PATH. */
  String output() {
    return output(bucket);
  }

  @Override
  public void close() {
    lambda.close();
  }
}
