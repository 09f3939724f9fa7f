package io.github.sparkonlambda.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * Writes Spark's own list of module options for JDK 17 as an argument file for {@code java}, one
 * option a line. The build runs it once, so that spark-class need not start a JVM to ask.
 */
public final class ModuleOptionsFile {
  private ModuleOptionsFile() {}

  /**
   * Writes the file.
   *
   * @param args the file's path
   */
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, List.of(JavaModuleOptions.defaultModuleOptions().split(" ")));
  }
}
