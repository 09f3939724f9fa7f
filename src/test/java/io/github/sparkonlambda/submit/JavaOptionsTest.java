package io.github.sparkonlambda.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.config.Framework;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JavaOptionsTest {
  @TempDir Path folder;

  @Test
  void keepWhatTheJvmWritesInTheRunsFolderEvenWithASpaceInIt() {
    Path parent = folder.resolve("my runs");
    RunFolder run = RunFolder.create(parent, "id");
    assertThat(JavaOptions.of(Fixtures.config(folder, List.of(), Map.of()), Map.of(), run))
        .contains("-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError")
        .contains("\"-Djava.io.tmpdir=" + parent + "/id/tmp\"")
        .contains("\"-Duser.home=" + parent + "/id/home\"");
  }

  @Test
  void endInTheUsersWithoutLosingOurs() {
    assertThat(
            of(
                Map.of(
                    "spark.driver.defaultJavaOptions", "-Da=1",
                    "spark.driver.extraJavaOptions", "-Db=2")))
        .contains("-Djava.io.tmpdir")
        .endsWith(" -Da=1 -Db=2");
  }

  @Test
  void leaveTheCollectorToTheUserWhoChoosesOne() {
    assertThat(of(Map.of("spark.driver.extraJavaOptions", "-Da=b\n-XX:+UseG1GC")))
        .doesNotContain("UseSerialGC", "InitialHeapSize", "NewSize");
    assertThat(of(Map.of("spark.driver.extraJavaOptions", "-XX:+UseStringDeduplication")))
        .contains("UseSerialGC");
  }

  @Test
  void beginWithAHeapThatAJobNeedsAndThatTheLargestHolds() {
    assertThat(heap(3008, Map.of()))
        .containsExactly("-XX:InitialHeapSize=600m", "-XX:NewSize=300m");
    assertThat(heap(1024, Map.of()))
        .containsExactly("-XX:InitialHeapSize=528m", "-XX:NewSize=176m");
    assertThat(heap(3008, Map.of("spark.driver.memory", "480m")))
        .containsExactly("-XX:InitialHeapSize=480m", "-XX:NewSize=160m");
    assertThat(heap(3008, Map.of("spark.driver.memory", "2g")))
        .containsExactly("-XX:InitialHeapSize=600m", "-XX:NewSize=300m");
    assertThat(of(Map.of("spark.driver.extraJavaOptions", "-XX:InitialRAMPercentage=5")))
        .contains("UseSerialGC")
        .doesNotContain("InitialHeapSize", "NewSize");
  }

  private List<String> heap(int memory, Map<String, String> properties) {
    RunFolder run = RunFolder.create(folder, "id" + memory + properties.size());
    String options =
        JavaOptions.of(Fixtures.config(folder, memory, properties, Map.of()), Map.of(), run);
    return Pattern.compile("\\S*(InitialHeapSize|NewSize)\\S*")
        .matcher(options)
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @Test
  void keepHudiFromDebuggingItself() {
    RunFolder run = RunFolder.create(folder, "id");
    assertThat(
            JavaOptions.of(
                Fixtures.config(folder, List.of(Framework.HUDI), Map.of()), Map.of(), run))
        .contains("-Djol.skipHotspotSAAttach=true");
  }

  private String of(Map<String, String> properties) {
    return JavaOptions.of(
        Fixtures.config(folder, List.of(), Map.of()), properties, RunFolder.create(folder, "id"));
  }
}
