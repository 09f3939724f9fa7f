package io.github.sparkonlambda.image;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Takes the signatures out of jars that are signed, and leaves everything else in them as it is.
 * The JVM archives no class of a signed jar, and checks each one's digest when it loads it: Janino,
 * which compiles each query, and the script compiler are such jars. Maven has verified the jars'
 * checksums before. The build runs it once.
 */
public final class UnsignedJars {
  private UnsignedJars() {}

  /**
   * Changes the jars.
   *
   * @param args a folder of jars
   */
  public static void main(String[] args) throws IOException {
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(Path.of(args[0]), "*.jar")) {
      for (Path jar : jars) {
        removeSignature(jar);
      }
    }
  }

  /** A jar without one is not written. */
  static void removeSignature(Path jar) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(jar)) {
      Path information = files.getPath("META-INF");
      if (Files.isDirectory(information)) {
        try (DirectoryStream<Path> signature =
            Files.newDirectoryStream(information, "*.{SF,RSA,DSA,EC}")) {
          for (Path file : signature) {
            Files.delete(file);
          }
        }
      }
    }
  }
}
