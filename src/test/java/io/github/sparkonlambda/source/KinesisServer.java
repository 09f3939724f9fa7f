package io.github.sparkonlambda.source;

import io.github.sparkonlambda.local.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * A server that speaks Kinesis' API, if this machine has one: one that runs, or the npm package
 * kinesis-local, which is started.
 */
final class KinesisServer implements AutoCloseable {
  /** What is said where there is none. */
  static final String HOW_TO_ENABLE =
      "needs a server of Kinesis' API: name the URL of one that runs in KINESIS_ENDPOINT, or in"
          + " KINESIS_LOCAL the folder of the npm package kinesis-local (npm install --prefix"
          + " target/npm kinesis-local@0.6.2 makes target/npm/node_modules/kinesis-local)";

  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

  private final Optional<Process> process;
  private final KinesisClient client;

  private KinesisServer(Optional<Process> process, URI endpoint) {
    this.process = process;
    this.client =
        KinesisClient.builder()
            .region(Region.of(S3Server.REGION))
            .endpointOverride(endpoint)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
            .build();
  }

  /**
   * Whether the environment names a server.
   *
   * @see #HOW_TO_ENABLE
   */
  static boolean isAvailable() {
    return System.getenv("KINESIS_ENDPOINT") != null || System.getenv("KINESIS_LOCAL") != null;
  }

  /** The server that the environment names; its log goes into this folder if it is started here. */
  static KinesisServer start(Path folder) throws IOException, InterruptedException {
    String endpoint = System.getenv("KINESIS_ENDPOINT");
    KinesisServer server =
        endpoint == null ? startLocal(folder) : new KinesisServer(Optional.empty(), url(endpoint));
    try {
      server.awaitAnswer();
    } catch (IOException | InterruptedException e) {
      server.close();
      throw e;
    }
    return server;
  }

  private static URI url(String endpoint) throws IOException {
    if (!endpoint.matches("https?://[^/\\s]+/?")) {
      throw new IOException(
          "KINESIS_ENDPOINT=" + endpoint + ": expected a URL, such as http://127.0.0.1:4567");
    }
    return URI.create(endpoint);
  }

  private static KinesisServer startLocal(Path folder) throws IOException {
    Path home = Path.of(Optional.ofNullable(System.getenv("KINESIS_LOCAL")).orElseThrow());
    if (!Files.isRegularFile(home.resolve("main.js"))) {
      throw new IOException("KINESIS_LOCAL=" + home + " has no main.js: Kinesis " + HOW_TO_ENABLE);
    }
    int plain;
    int tls;
    try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      plain = first.getLocalPort();
      tls = second.getLocalPort();
    }
    ProcessBuilder builder =
        new ProcessBuilder("node", "main.js")
            .directory(home.toFile()) // It looks for its certificate there.
            .redirectErrorStream(true)
            .redirectOutput(Files.createDirectories(folder).resolve("kinesis.log").toFile());
    builder.environment().put("KINESIS_MOCK_PLAIN_PORT", Integer.toString(plain));
    builder.environment().put("KINESIS_MOCK_TLS_PORT", Integer.toString(tls));
    builder.environment().put("AWS_REGION", S3Server.REGION);
    return new KinesisServer(Optional.of(builder.start()), URI.create("http://127.0.0.1:" + plain));
  }

  private void awaitAnswer() throws IOException, InterruptedException {
    await(
        () -> {
          client.listStreams();
          return true;
        },
        "No server of Kinesis' API answers");
  }

  /** A client that may do everything. Closed with the server. */
  KinesisClient client() {
    return client;
  }

  /** Creates a stream and waits until it can be used. */
  void createStream(String name, int shards) throws IOException, InterruptedException {
    client.createStream(b -> b.streamName(name).shardCount(shards));
    await(
        () ->
            client
                    .describeStreamSummary(b -> b.streamName(name))
                    .streamDescriptionSummary()
                    .streamStatus()
                == StreamStatus.ACTIVE,
        "Stream " + name + " did not become active");
  }

  private interface Question {
    boolean isAnswered();
  }

  private void await(Question question, String otherwise) throws IOException, InterruptedException {
    CompletableFuture<Process> ended =
        process.map(Process::onExit).orElseGet(CompletableFuture::new);
    long end = System.nanoTime() + READY.toNanos();
    SdkException last = null;
    while (System.nanoTime() < end) {
      try {
        if (question.isAnswered()) {
          return;
        }
      } catch (SdkException e) {
        last = e;
      }
      if (endsWithin(BETWEEN_TRIES, ended)) {
        throw new IOException(otherwise + ": its process has ended, see kinesis.log", last);
      }
    }
    throw new IOException(otherwise + " within " + READY, last);
  }

  private static boolean endsWithin(Duration time, CompletableFuture<Process> ended)
      throws InterruptedException {
    try {
      ended.get(time.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    client.close();
    process.ifPresent(Process::destroyForcibly);
  }
}
