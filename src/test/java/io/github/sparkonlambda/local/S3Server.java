package io.github.sparkonlambda.local;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** S3Proxy over a folder, as a process of its own, on a port that it chose itself. */
public final class S3Server implements AutoCloseable {
  /** The region every client here uses; the server takes any. */
  public static final String REGION = "eu-west-1";

  private static final String ACCESS_KEY = "local";
  private static final String SECRET_KEY = "local-secret-key";
  private static final Pattern STARTED =
      Pattern.compile(".*Started .*ServerConnector.*\\{127\\.0\\.0\\.1:(\\d+)}.*");

  private final Process process;
  private final URI endpoint;
  private final S3Client client;

  private S3Server(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
    this.client = clientAt(endpoint, UrlConnectionHttpClient.builder());
  }

  /** Starts a server whose buckets are folders of this folder. */
  public static S3Server start(Path folder) throws IOException, InterruptedException {
    Path buckets = Files.createDirectories(folder.resolve("s3"));
    Path properties = folder.resolve("s3proxy.properties");
    Files.write(
        properties,
        List.of(
            "s3proxy.endpoint=http://127.0.0.1:0",
            // such as x-amz-security-token
            "s3proxy.ignore-unknown-headers=true",
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + ACCESS_KEY,
            "s3proxy.credential=" + SECRET_KEY,
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + buckets));
    Process process =
        new ProcessBuilder(
                Build.java(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-jar",
                Build.s3Server().toString(),
                "--properties",
                properties.toString())
            .redirectErrorStream(true)
            .start();
    CompletableFuture<Integer> port = new CompletableFuture<>();
    LineReader.start(
        process,
        "s3-server",
        line -> {
          Matcher started = STARTED.matcher(line);
          if (started.matches()) {
            port.complete(Integer.valueOf(started.group(1)));
          }
        });
    try {
      return new S3Server(
          process, URI.create("http://127.0.0.1:" + port.get(30, TimeUnit.SECONDS)));
    } catch (TimeoutException | ExecutionException e) {
      process.destroyForcibly();
      throw new IOException("The S3 server did not start within 30 s", e);
    }
  }

  /** Starts a server with a bucket {@code lake} that holds {@code in.csv}, the sample. */
  public static S3Server startWithLake(Path folder, int rows)
      throws IOException, InterruptedException {
    S3Server s3 = start(folder);
    Path csv = folder.resolve("in.csv");
    Accommodations.write(csv, rows);
    s3.client().createBucket(b -> b.bucket("lake"));
    s3.client().putObject(b -> b.bucket("lake").key("in.csv"), csv);
    return s3;
  }

  /** Where it listens. */
  public URI endpoint() {
    return endpoint;
  }

  /** A client that may do everything. Closed with the server. */
  public S3Client client() {
    return client;
  }

  /**
   * A client that may do everything and reaches the server here, perhaps through a proxy. Closed by
   * the caller.
   */
  public static S3Client clientAt(URI endpoint, SdkHttpClient.Builder<?> http) {
    return S3Client.builder()
        .region(Region.of(REGION))
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .httpClientBuilder(http)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
        .build();
  }

  /** What a process needs in its environment to use the server. */
  public Map<String, String> environment() {
    return environmentAt(endpoint);
  }

  /** What a process needs in its environment to reach a server here, perhaps through a proxy. */
  public static Map<String, String> environmentAt(URI endpoint) {
    return Map.of(
        "AWS_ENDPOINT_URL_S3", endpoint.toString(),
        "AWS_REGION", REGION,
        "AWS_ACCESS_KEY_ID", ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY", SECRET_KEY,
        "AWS_SESSION_TOKEN", "local-session-token");
  }

  @Override
  public void close() {
    client.close();
    process.destroyForcibly();
  }
}
