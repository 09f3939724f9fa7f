package io.github.sparkonlambda.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SparkSubmitCommandTest {
  @TempDir Path folder;

  @Test
  void namesWhatTheJvmNeedsAndLeavesPropertiesToTheFile() {
    RunFolder run = RunFolder.create(folder, "id");
    assertThat(
            command(
                run,
                Map.of(
                    "spark.driver.memory", "512m",
                    "spark.driver.extraJavaOptions", "-Da=b",
                    "spark.driver.extraClassPath", "/x.jar",
                    "spark.hadoop.secret.key", "hush")))
        .containsExactly(
            "/spark/bin/spark-class",
            "io.github.sparkonlambda.driver.SandboxSubmit",
            "--properties-file",
            run.properties().toString(),
            "--driver-memory",
            "512m",
            "--driver-java-options",
            JavaOptions.of(
                Fixtures.config(Path.of("/spark"), List.of(), Map.of()),
                Map.of("spark.driver.extraJavaOptions", "-Da=b"),
                run),
            "--driver-class-path",
            "/own.jar:/x.jar",
            "--class",
            "io.github.sparkonlambda.driver.ForkedJob",
            "/tmp/job.jar",
            "Main",
            run.path().toString());
  }

  @Test
  void handsOnALibraryPath() {
    assertThat(
            command(
                RunFolder.create(folder, "id"),
                Map.of("spark.driver.memory", "1g", "spark.driver.extraLibraryPath", "/lib")))
        .containsSequence("--driver-library-path", "/lib");
  }

  @Test
  void isLoggedAnOptionALineWithoutSecrets() {
    assertThat(
            SparkSubmitCommand.describe(
                List.of(
                    "c",
                    "Class",
                    "--driver-java-options",
                    "-Dmy.password=x -Dy=z",
                    "--class",
                    "K",
                    "j"),
                Map.of("spark.z", "1", "spark.a.secret", "x")))
        .containsExactly(
            "Command: c",
            "Command: Class",
            "Command: --driver-java-options -Dmy.password=***** -Dy=z",
            "Command: --class K",
            "Command: j",
            "Property: spark.a.secret=*****",
            "Property: spark.z=1");
  }

  private static List<String> command(RunFolder run, Map<String, String> properties) {
    return SparkSubmitCommand.forJob(
        Fixtures.config(Path.of("/spark"), List.of(), Map.of()),
        properties,
        Fixtures.SCRIPT,
        run,
        Path.of("/own.jar"));
  }
}
