package io.github.sparkonlambda.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UnsignedJarsTest {
  @TempDir Path folder;

  @Test
  void removesTheSignatureAndNothingElse() throws IOException {
    Path jar =
        jar(
            "META-INF/MANIFEST.MF",
            "META-INF/A.SF",
            "META-INF/A.RSA",
            "META-INF/LICENSE",
            "x/A.SF");
    UnsignedJars.main(new String[] {folder.toString()});
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      assertThat(zip.stream().map(ZipEntry::getName))
          .containsExactlyInAnyOrder("META-INF/MANIFEST.MF", "META-INF/LICENSE", "x/A.SF");
      assertThat(zip.getInputStream(zip.getEntry("META-INF/LICENSE")))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("META-INF/LICENSE");
    }
  }

  @Test
  void leavesAnUnsignedJarAsItIs() throws IOException {
    Path jar = jar("META-INF/MANIFEST.MF", "x/A.class");
    byte[] before = Files.readAllBytes(jar);
    UnsignedJars.main(new String[] {folder.toString()});
    assertThat(jar).hasBinaryContent(before);
  }

  private Path jar(String... names) throws IOException {
    Path jar = folder.resolve("a.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(name.getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }
}
