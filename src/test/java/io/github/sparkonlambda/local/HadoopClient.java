package io.github.sparkonlambda.local;

import java.net.URI;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** How Hadoop reaches a server here, without Spark and without anything of the machine's own. */
public final class HadoopClient {
  private HadoopClient() {}

  /** Settings for a server, perhaps through a proxy; who may read and write {@code s3a} files. */
  public static Configuration configurationAt(URI endpoint) {
    Map<String, String> environment = S3Server.environmentAt(endpoint);
    Configuration configuration = new Configuration(false);
    configuration.set("fs.s3a.endpoint", endpoint.toString());
    configuration.set("fs.s3a.endpoint.region", S3Server.REGION);
    configuration.set("fs.s3a.path.style.access", "true");
    configuration.set("fs.s3a.access.key", environment.get("AWS_ACCESS_KEY_ID"));
    configuration.set("fs.s3a.secret.key", environment.get("AWS_SECRET_ACCESS_KEY"));
    configuration.set(
        "fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
    return configuration;
  }
}
