package io.github.sparkonlambda.driver;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * The file systems that Hadoop keeps open, by scheme, bucket and user. One that a job has opened
 * with credentials of its own would serve the next job with these.
 */
final class OpenFileSystems {
  private static final String S3A = "fs.s3a.";

  /** What says as whom S3 is asked, and which S3. */
  private static final List<String> IDENTITY =
      List.of(
          "access.key",
          "secret.key",
          "session.token",
          "aws.credentials.provider",
          "assumed.role.arn",
          "endpoint");

  private OpenFileSystems() {}

  /**
   * Closes those that were opened with another identity than these settings have.
   *
   * @param hadoop the settings of the driver, as they stand in its files
   */
  static void closeOthers(Map<String, String> hadoop) throws IOException {
    Object cache = Internals.field(FileSystem.class, "CACHE");
    List<?> open;
    synchronized (cache) {
      open = List.copyOf(((Map<?, ?>) Internals.field(cache, "map")).values());
    }
    for (Object one : open) {
      FileSystem system = (FileSystem) one;
      if (!isOf(hadoop, system)) {
        system.close();
      }
    }
  }

  private static boolean isOf(Map<String, String> hadoop, FileSystem system) {
    Configuration conf = system.getConf();
    String bucket = S3A + "bucket." + system.getUri().getHost() + ".";
    return conf == null
        || IDENTITY.stream()
            .allMatch(
                name ->
                    Objects.equals(
                        conf.getRaw(S3A + name),
                        hadoop.getOrDefault(bucket + name, hadoop.get(S3A + name))));
  }
}
