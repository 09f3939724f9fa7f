package io.github.sparkonlambda.driver;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.deploy.SparkSubmit;

/**
 * spark-submit where the host has no address and the user no name, as in Lambda's sandbox:
 *
 * <ul>
 *   <li>Spark looks the local host up wherever AWS credentials are in the environment, and fails.
 *       Java 17 has no way to be told its own address but the entry in which InetAddress keeps it;
 *       java.net is among the packages that Spark has opened anyway.
 *   <li>Hadoop's login asks the operating system for the user's name and fails without one.
 * </ul>
 *
 * Where host and user are known, this is spark-submit and no more, but for what it downloads:
 *
 * <ul>
 *   <li>Jars and files on S3 go to a folder under {@code java.io.tmpdir}, which is the run's. For a
 *       resident driver they have to stay, in the folder that {@code spark-on-lambda.kept} names.
 * </ul>
 */
public final class SandboxSubmit {
  private static final String NO_NAME = "?";
  private static final String KEPT = "spark-on-lambda.kept";
  private static final String TEMPORARY = "java.io.tmpdir";

  private static Optional<String> runsTemporary = Optional.empty();

  private SandboxSubmit() {}

  /** Runs spark-submit with these arguments. */
  public static void main(String[] args) throws Exception {
    nameTheHost();
    nameTheUser();
    if (System.getProperty(KEPT) != null) {
      // For createTempFile the JDK reads the property once.
      Class.forName("java.io.File$TempDirectory");
      Class.forName("java.nio.file.TempFileHelper");
      Path kept = Files.createDirectories(Path.of(System.getProperty(KEPT)));
      runsTemporary = Optional.of(System.setProperty(TEMPORARY, kept.toString()));
    }
    SparkSubmit.main(args);
  }

  /** Spark-submit has done its part: from now on temporary files are the run's. */
  static void haveDownloaded() {
    runsTemporary.ifPresent(folder -> System.setProperty(TEMPORARY, folder));
  }

  private static void nameTheHost() throws Exception {
    try {
      InetAddress.getLocalHost();
    } catch (UnknownHostException e) {
      String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      pin(name, InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1}));
    }
  }

  private static void pin(String name, InetAddress address) throws ReflectiveOperationException {
    Class<?> entry = Class.forName("java.net.InetAddress$CachedLocalHost");
    Constructor<?> constructor = entry.getDeclaredConstructor(String.class, InetAddress.class);
    constructor.setAccessible(true);
    Object local = constructor.newInstance(name, address);
    Field expiry = entry.getDeclaredField("expiryTime");
    expiry.setAccessible(true);
    expiry.setLong(local, System.nanoTime() + Long.MAX_VALUE / 2);
    Field cached = InetAddress.class.getDeclaredField("cachedLocalHost");
    cached.setAccessible(true);
    cached.set(null, local);
  }

  private static void nameTheUser() {
    if (System.getProperty("user.name", NO_NAME).equals(NO_NAME)) {
      System.setProperty("user.name", "sandbox");
      UserGroupInformation.setLoginUser(UserGroupInformation.createRemoteUser("sandbox"));
    }
  }
}
