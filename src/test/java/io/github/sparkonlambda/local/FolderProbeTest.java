package io.github.sparkonlambda.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderProbeTest {
  @TempDir Path folder;

  @Test
  void remembersTheMostThatAllFilesHeld() throws Exception {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Files.write(folder.resolve("a"), new byte[1000]);
    Files.write(inner.resolve("b"), new byte[500]);
    try (FolderProbe probe = new FolderProbe(folder)) {
      assertThat(probe.peakBytes()).isEqualTo(1500);
      Files.delete(inner.resolve("b"));
      Files.write(folder.resolve("c"), new byte[300]);
      assertThat(probe.peakBytes()).isEqualTo(1500);
    }
  }
}
