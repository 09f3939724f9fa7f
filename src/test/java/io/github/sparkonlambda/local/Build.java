package io.github.sparkonlambda.local;

import java.nio.file.Path;

/** Where the build puts what a sandbox is made of. */
public final class Build {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  private Build() {}

  /** The build's folder. */
  public static Path target() {
    return TARGET;
  }

  /** The handler's folder, as {@code /var/task}. */
  public static Path taskRoot() {
    return TARGET.resolve("lambda");
  }

  /** The handler's class path, as in {@code /var/task/lib}. */
  public static Path handlerLibraries() {
    return taskRoot().resolve("lib");
  }

  /** What the image starts. */
  public static String entrypoint() {
    return Path.of("src/main/image/entrypoint").toAbsolutePath().toString();
  }

  /** Spark's folder, as in {@code /opt/spark}. */
  public static Path sparkHome() {
    return TARGET.resolve("spark");
  }

  /** The S3 server's jar. */
  public static Path s3Server() {
    return TARGET.resolve("local/s3proxy.jar");
  }

  /** The java of this JVM. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }
}
