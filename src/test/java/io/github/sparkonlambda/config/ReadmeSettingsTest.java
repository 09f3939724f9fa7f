package io.github.sparkonlambda.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReadmeSettingsTest {
  @Test
  void readmeListsEverySettingAsItIs() throws IOException {
    List<String> expected =
        Arrays.stream(Setting.values())
            .map(
                s ->
                    "| %s | %s | %s | %s |"
                        .formatted(s.name(), s.defaultValue(), s.form(), s.meaning()))
            .toList();
    List<String> rows =
        Files.readAllLines(Path.of("README.md")).stream()
            .dropWhile(line -> !line.equals("| Variable | Default | Form | Meaning |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    assertThat(rows).containsExactlyElementsOf(expected);
  }
}
