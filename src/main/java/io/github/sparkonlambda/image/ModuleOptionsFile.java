package io.github.sparkonlambda.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * Writes the options by which a JVM of this version lets Spark at what it keeps private, as an
 * argument file for {@code java}, one option a line. The build runs it once, so that spark-class
 * need not start a JVM to ask.
 *
 * <p>They are Spark's own list for JDK 17, less the packages that this JVM no longer has, one that
 * we need, and what later JVMs warn of at each start, or forbid, unless they are told not to.
 */
public final class ModuleOptionsFile {
  private static final Pattern OPENED = Pattern.compile("--add-opens=java\\.base/(.+)=ALL-UNNAMED");

  /** The first version that warns of native libraries. */
  private static final int NATIVE_ACCESS = 24;

  /** The first version that knows whether to allow sun.misc.Unsafe; Netty asks it too. */
  private static final int UNSAFE_ACCESS = 23;

  private ModuleOptionsFile() {}

  /**
   * Writes the file.
   *
   * @param args the file's path
   */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, options(Runtime.version().feature(), Object.class.getModule().getPackages()));
  }

  /**
   * The options.
   *
   * @param version of the JVM
   * @param packages of its module java.base
   */
  static List<String> options(int version, Set<String> packages) {
    List<String> options = new ArrayList<>();
    for (String option : JavaModuleOptions.defaultModuleOptions().split(" ")) {
      Matcher opened = OPENED.matcher(option);
      if (!opened.matches() || packages.contains(opened.group(1))) {
        options.add(option);
      }
    }
    // Ours, for JdbcDrivers and JvmState.
    options.add("--add-opens=java.sql/java.sql=ALL-UNNAMED");
    options.add("--add-opens=java.base/javax.net.ssl=ALL-UNNAMED");
    if (version >= NATIVE_ACCESS) {
      options.add("--enable-native-access=ALL-UNNAMED");
    }
    if (version >= UNSAFE_ACCESS) {
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    return options;
  }
}
