package io.github.sparkonlambda.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceCompilerTest {
  private static final Pattern MODULE_OPTION =
      Pattern.compile("--(?:enable-native-access|add-[a-z]+|limit-modules|patch-module)[= ]\\S+");

  @TempDir Path folder;

  @AfterEach
  void forgetTheArchive() {
    System.clearProperty("handler.archive");
  }

  @Test
  void itsJvmHasTheModuleOptionsOfThoseThatShareItsArchive() throws IOException {
    System.setProperty("handler.archive", "-XX:AOTCache=/var/task/handler.aot");

    List<String> command =
        new SourceCompiler(folder, folder).command(folder.resolve("Job.java"), folder);

    Set<String> handler = moduleOptions("entrypoint");
    assertThat(handler).isNotEmpty().isEqualTo(moduleOptions("make-archives"));
    assertThat(command).containsAll(handler).contains("-XX:AOTCache=/var/task/handler.aot");
  }

  @Test
  void withoutAnArchiveItNamesNone() throws IOException {
    List<String> command =
        new SourceCompiler(folder, folder).command(folder.resolve("Job.java"), folder);

    assertThat(command).noneMatch(option -> option.contains("Archive") || option.contains("AOT"));
  }

  private static Set<String> moduleOptions(String script) throws IOException {
    Set<String> options = new TreeSet<>();
    Matcher found =
        MODULE_OPTION.matcher(Files.readString(Path.of("src/main/image").resolve(script)));
    while (found.find()) {
      options.add(found.group());
    }
    return options;
  }
}
