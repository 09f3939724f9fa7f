package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.local.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class HandlerClassPathIT {
  @Test
  void holdsNoClassOfSparkOrHadoop() throws IOException {
    try (Stream<Path> jars = Files.list(Build.handlerLibraries())) {
      List<Path> all = jars.toList();
      assertThat(all).hasSizeGreaterThan(20);
      for (Path jar : all) {
        try (JarFile file = new JarFile(jar.toFile())) {
          assertThat(file.stream().map(JarEntry::getName))
              .as(jar.toString())
              .noneMatch(
                  name ->
                      name.startsWith("org/apache/spark/")
                          || name.startsWith("org/apache/hadoop/")
                          || name.startsWith("scala/"));
        }
      }
    }
  }
}
