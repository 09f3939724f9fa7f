package io.github.sparkonlambda.local;

import io.github.sparkonlambda.storage.S3Clients;
import io.github.sparkonlambda.storage.SandboxFileSystem;
import java.net.URI;
import java.nio.file.Path;
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

  /**
   * Settings for a server, as a driver has them: {@code s3} files are what its own file system
   * makes of them.
   *
   * @param folder for what is buffered on disk
   */
  public static Configuration driversAt(URI endpoint, Path folder) {
    Configuration configuration = configurationAt(endpoint);
    configuration.set("fs.s3.impl", SandboxFileSystem.class.getName());
    configuration.set("fs.s3a.s3.client.factory.impl", S3Clients.class.getName());
    configuration.set("hadoop.tmp.dir", folder.resolve("tmp").toString());
    // What another test has opened is of another server.
    configuration.setBoolean("fs.s3.impl.disable.cache", true);
    return configuration;
  }
}
