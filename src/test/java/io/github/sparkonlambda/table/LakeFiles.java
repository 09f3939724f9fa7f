package io.github.sparkonlambda.table;

import io.github.sparkonlambda.local.HadoopClient;
import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.storage.SandboxFileSystem;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;

/** Hadoop as a driver is set up to reach a test's S3 server. */
final class LakeFiles {
  private LakeFiles() {}

  static Configuration configuration(S3Server s3, Path temporary) {
    Configuration configuration = HadoopClient.configurationAt(s3.endpoint());
    configuration.set("fs.s3.impl", SandboxFileSystem.class.getName());
    configuration.set("hadoop.tmp.dir", temporary.resolve("tmp").toString());
    configuration.set("fs.s3.impl.disable.cache", "true");
    return configuration;
  }
}
