package io.github.sparkonlambda.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FoldersTest {
  @TempDir Path parent;

  @Test
  void createsAFolderThatNobodyElseReads() throws IOException {
    Path folder = Folders.createPrivate(parent.resolve("a/b"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  @Test
  void deletesAFolderWithAllItHoldsAndFollowsNoLink() throws IOException {
    Path kept = Files.createFile(parent.resolve("kept"));
    Path folder = Folders.createPrivate(parent.resolve("a"));
    Files.createSymbolicLink(folder.resolve("link"), parent);
    Files.createDirectories(folder.resolve("b/c"));
    Files.writeString(folder.resolve("b/c/file"), "x");
    Folders.delete(folder);
    assertThat(folder).doesNotExist();
    assertThat(kept).exists();
  }

  @Test
  void takesAFolderThatIsNotThereForDeleted() {
    Folders.delete(parent.resolve("nowhere"));
    assertThat(parent).isEmptyDirectory();
  }

  /** As root nothing is forbidden and this says little; in Lambda and on a desk it does. */
  @Test
  void deletesFoldersThatTheirOwnerLockedHimselfOutOf() throws IOException {
    Path folder = Folders.createPrivate(parent.resolve("a"));
    for (String mode : new String[] {"---------", "-wx------", "r--------", "r-x------"}) {
      Path locked = Files.createDirectories(folder.resolve("locked " + mode).resolve("deep"));
      Files.writeString(locked.resolve("file"), "x");
      Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString(mode));
    }
    Folders.delete(folder);
    assertThat(folder).doesNotExist();
  }
}
