package io.github.sparkonlambda.table;

import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.storage.SandboxFileSystem;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** Hadoop as a driver is set up to reach a test's S3 server. */
final class LakeFiles {
  private LakeFiles() {}

  static Configuration configuration(S3Server s3, Path temporary) {
    Configuration configuration = new Configuration(false);
    configuration.set("fs.s3.impl", SandboxFileSystem.class.getName());
    configuration.set("fs.s3a.endpoint", s3.endpoint().toString());
    configuration.set("fs.s3a.endpoint.region", S3Server.REGION);
    configuration.set("fs.s3a.path.style.access", "true");
    configuration.set("fs.s3a.access.key", s3.environment().get("AWS_ACCESS_KEY_ID"));
    configuration.set("fs.s3a.secret.key", s3.environment().get("AWS_SECRET_ACCESS_KEY"));
    configuration.set(
        "fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider");
    configuration.set("hadoop.tmp.dir", temporary.resolve("tmp").toString());
    configuration.set("fs.s3.impl.disable.cache", "true");
    return configuration;
  }
}
