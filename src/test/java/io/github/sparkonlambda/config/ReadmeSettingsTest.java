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

  @Test
  void templateSetsOnlyVariablesThatExist() throws IOException {
    List<String> names =
        Files.readAllLines(Path.of("template.yaml")).stream()
            .dropWhile(line -> !line.equals("        Variables:"))
            .skip(1)
            .takeWhile(line -> line.startsWith("          "))
            .map(line -> line.strip().replaceFirst(":.*", ""))
            .toList();
    assertThat(names).contains("SCRIPT_BUCKET", "SPARK_SCRIPT");
    assertThat(Arrays.stream(Setting.values()).map(Setting::name)).containsAll(names);
  }
}
