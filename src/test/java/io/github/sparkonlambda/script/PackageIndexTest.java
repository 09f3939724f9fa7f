package io.github.sparkonlambda.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackageIndexTest {
  private static final FileTime THEN = FileTime.fromMillis(1_700_000_000_000L);

  @TempDir Path folder;

  @Test
  void knowsPackagesAndThoseAroundThem() throws IOException {
    Path first = jar("a.jar", "org/one/A.class", "org/one/B.class", "C.class", "conf/x.txt");
    Path second = jar("b.jar", "org/one/two/D.class", "org/one/E.class");

    PackageIndex index = PackageIndex.of(List.of(second, first));

    assertThat(index.placesOf("org/one")).containsExactly(second, first);
    assertThat(index.placesOf("org/one/two")).containsExactly(second);
    assertThat(index.placesOf("")).containsExactly(first);
    assertThat(index.placesOf("org")).isEmpty();
    assertThat(index.contains("org")).isTrue();
    assertThat(index.contains("org/one/two")).isTrue();
    assertThat(index.contains("conf")).isFalse();
    assertThat(index.contains("or")).isFalse();
  }

  @Test
  void aClassOfAnotherJavaVersionMakesNoPackage() throws IOException {
    Path jar = jar("a.jar", "META-INF/versions/11/org/A.class", "module/B.class");

    PackageIndex index = PackageIndex.of(List.of(jar));

    assertThat(index.contains("META-INF")).isFalse();
    assertThat(index.contains("module")).isTrue();
  }

  @Test
  void opensNoJarThatItsFileKnows() throws IOException {
    Path jar = jar("a.jar", "org/A.class");
    PackageIndex.main(new String[] {folder.toString()});
    byte[] unreadable = new byte[(int) Files.size(jar)];
    Files.write(jar, unreadable);
    Files.setLastModifiedTime(jar, THEN);

    assertThat(PackageIndex.of(List.of(jar)).placesOf("org")).containsExactly(jar);
  }

  @Test
  void looksThroughAJarThatIsNewOrHasChanged() throws IOException {
    Path changed = jar("a.jar", "org/A.class");
    PackageIndex.main(new String[] {folder.toString()});
    jar("a.jar", "com/longer/AndOther.class");
    Path added = jar("b.jar", "net/B.class");

    PackageIndex index = PackageIndex.of(List.of(changed, added));

    assertThat(index.contains("org")).isFalse();
    assertThat(index.placesOf("com/longer")).containsExactly(changed);
    assertThat(index.placesOf("net")).containsExactly(added);
  }

  private Path jar(String name, String... entries) throws IOException {
    Path jar = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream made = new JarOutputStream(out)) {
      for (String entry : entries) {
        made.putNextEntry(new JarEntry(entry));
      }
    }
    Files.setLastModifiedTime(jar, THEN);
    return jar;
  }
}
