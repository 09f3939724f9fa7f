package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunJobTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void explainsItself() {
    assertThat(run("--help")).isZero();
    assertThat(out).hasToString(RunJob.USAGE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--scrip|run-job: unknown argument '--scrip'",
        "--script|run-job: --script has no value",
        "--script job.jar|run-job: --script job.jar: expected s3://BUCKET/KEY",
        "--event nowhere.json|run-job: --event nowhere.json: no such file",
        "--event pom.xml|run-job: --event pom.xml: not a JSON object",
        "--timeout soon|run-job: --timeout soon: expected seconds, 1 or more",
      })
  void refusesArgumentsItCannotUse(String arguments, String message) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith(message)
        .endsWith(RunJob.USAGE + "\n");
  }

  @Test
  void reportsBadSettingsAsAFailureOfTheJob() {
    assertThat(run("--script", "s3://scripts/k.rb")).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("ConfigurationException: ")
        .contains("SPARK_SCRIPT=k.rb")
        .doesNotContain("SCRIPT_BUCKET");
    assertThat(out).hasToString("");
  }

  private int run(String... arguments) {
    return RunJob.run(
        arguments,
        Map.of(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }
}
