package io.github.sparkonlambda.storage;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.s3a.Constants;
import org.apache.hadoop.fs.s3a.DefaultS3ClientFactory;
import org.apache.hadoop.fs.s3a.impl.AWSClientConfig;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3BaseClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Makes the clients of S3A's file systems, on one pool of connections to S3 that outlives them. A
 * job's file systems end with it, because they have its credentials; connections have none, each
 * request is signed for itself. So a warm event does not begin with TCP and TLS handshakes.
 *
 * <p>A client whose file system has any other setting than the first one, which the driver opens
 * before its first job, gets connections of its own: the settings say to which proxy, for how long,
 * and with whose certificates.
 */
public final class S3Clients extends DefaultS3ClientFactory {
  private static final List<String> SETTINGS = List.of("fs.s3a.", "hadoop.security.");
  private static final List<String> PROPERTIES =
      List.of("javax.net.ssl.", "jdk.tls.", "http.", "https.");

  private static Connections shared;

  private record Connections(Map<String, String> settings, SdkHttpClient pool) {}

  @Override
  public S3Client createS3Client(URI uri, S3ClientCreationParameters parameters)
      throws IOException {
    Connections connections = connections(getConf());
    if (!connections.settings().equals(settings(getConf()))) {
      return super.createS3Client(uri, parameters);
    }
    S3ClientBuilder client = S3Client.builder();
    configure(client, parameters, uri.getHost());
    // A pool that a client is given is not closed with it.
    return client.httpClient(connections.pool()).build();
  }

  private static synchronized Connections connections(Configuration conf) throws IOException {
    if (shared == null) {
      SdkHttpClient pool =
          AWSClientConfig.createHttpClientBuilder(conf)
              .proxyConfiguration(
                  AWSClientConfig.createProxyConfiguration(
                      conf, Constants.AWS_SERVICE_IDENTIFIER_S3))
              .build();
      shared = new Connections(settings(conf), pool);
    }
    return shared;
  }

  /** What a pool is made by, and more: S3A's settings, and properties that the SDK and TLS read. */
  private static Map<String, String> settings(Configuration conf) {
    Map<String, String> settings = new HashMap<>();
    for (Map.Entry<String, String> setting : conf) {
      if (SETTINGS.stream().anyMatch(setting.getKey()::startsWith)) {
        settings.put(setting.getKey(), setting.getValue());
      }
    }
    for (String property : System.getProperties().stringPropertyNames()) {
      if (PROPERTIES.stream().anyMatch(property::startsWith)) {
        settings.put(property, System.getProperty(property));
      }
    }
    return settings;
  }

  /** What S3A does itself for any client, and keeps to itself. */
  private void configure(
      S3ClientBuilder client, S3ClientCreationParameters parameters, String bucket)
      throws IOException {
    try {
      Method configure =
          DefaultS3ClientFactory.class.getDeclaredMethod(
              "configureClientBuilder",
              S3BaseClientBuilder.class,
              S3ClientCreationParameters.class,
              Configuration.class,
              String.class);
      configure.setAccessible(true);
      configure.invoke(this, client, parameters, getConf(), bucket);
    } catch (ReflectiveOperationException e) {
      throw new IOException("s3://" + bucket + ": no client could be made for it", e);
    }
  }
}
