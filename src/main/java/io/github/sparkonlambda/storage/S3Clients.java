package io.github.sparkonlambda.storage;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.ProxySelector;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.s3a.Constants;
import org.apache.hadoop.fs.s3a.DefaultS3ClientFactory;
import org.apache.hadoop.fs.s3a.impl.AWSClientConfig;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.s3.S3BaseClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Makes the clients of S3A's file systems, on one pool of connections to S3 that outlives them. A
 * job's file systems end with it, because they have its credentials; connections have none, each
 * request is signed for itself. So a warm event need not begin with TCP and TLS handshakes.
 *
 * <p>Only what the driver's own settings make is shared: a file system with any other setting of
 * S3A, or made while the JVM has another proxy or other certificates, gets connections of its own.
 * The pool is a static, because Hadoop makes this class by its name.
 */
public final class S3Clients extends DefaultS3ClientFactory {
  /** Of Hadoop's settings, those that S3A reads. */
  private static final List<String> SETTINGS = List.of("fs.s3a.", "hadoop.security.");

  /** Of the JVM's, those that say how it connects and whom it trusts. */
  private static final List<String> PROPERTIES =
      List.of("javax.net.ssl.", "jdk.tls.", "java.net.", "http.", "https.", "socksProxy");

  private static Map<String, Object> sharedBy = Map.of();
  private static SdkHttpClient pool;

  /**
   * Has file systems of these settings share connections from now on.
   *
   * @param conf the driver's own, before a job could change them
   */
  public static synchronized void share(Configuration conf) {
    sharedBy = settings(conf);
  }

  @Override
  protected ClientOverrideConfiguration.Builder createClientOverrideConfiguration(
      S3ClientCreationParameters parameters, Configuration conf) throws IOException {
    return super.createClientOverrideConfiguration(parameters, conf)
        .addExecutionInterceptor(new ObjectTags());
  }

  @Override
  public S3Client createS3Client(URI uri, S3ClientCreationParameters parameters)
      throws IOException {
    Configuration conf = getConf();
    if (!isShared(conf)) {
      return super.createS3Client(uri, parameters);
    }
    S3ClientBuilder client = S3Client.builder();
    configure(client, parameters, uri.getHost());
    // A pool that a client is given is not closed with it.
    return client.httpClient(pool(conf)).build();
  }

  private static synchronized boolean isShared(Configuration conf) {
    return settings(conf).equals(sharedBy);
  }

  private static synchronized SdkHttpClient pool(Configuration conf) throws IOException {
    if (pool == null) {
      pool =
          AWSClientConfig.createHttpClientBuilder(conf)
              .proxyConfiguration(
                  AWSClientConfig.createProxyConfiguration(
                      conf, Constants.AWS_SERVICE_IDENTIFIER_S3))
              .build();
    }
    return pool;
  }

  /** All that a pool is made by, and more. */
  private static Map<String, Object> settings(Configuration conf) {
    Map<String, Object> settings = new HashMap<>();
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
    settings.put("proxy selector", ProxySelector.getDefault());
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
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IOException refused) {
        throw refused;
      }
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException("S3A failed to make a client for " + bucket, e);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new IllegalStateException("This S3A makes its clients in another way", e);
    }
  }
}
