package io.github.sparkonlambda.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkonlambda.failure.JobFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResultFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("result.json");
  }

  @Test
  void isEmptyWhereTheJobLeftNone() {
    assertThat(ResultFile.read(file, "s3://b/k")).isEmpty();
  }

  @Test
  void readsAnObject() throws IOException {
    Files.writeString(file, " {\"rows\": 5, \"more\": {\"a\": null}}\n");
    assertThat(ResultFile.read(file, "s3://b/k").orElseThrow())
        .hasToString("{\"rows\":5,\"more\":{\"a\":null}}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "rows: 5", "[1]", "5", "{\"a\": 1", "{\"a\":1} {\"b\":2}", "{\"a\":1}]"})
  void refusesWhatIsNotOneObject(String text) throws IOException {
    Files.writeString(file, text);
    assertThatThrownBy(() -> ResultFile.read(file, "s3://b/k"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageStartingWith(
            "s3://b/k: the job succeeded, but its RESULT_FILE is not one JSON object: ");
  }

  @Test
  void refusesWhatLambdaCouldNotReturn() throws IOException {
    Files.writeString(file, "{\"a\": \"" + "x".repeat(5_000_000) + "\"}");
    assertThatThrownBy(() -> ResultFile.read(file, "s3://b/k"))
        .isInstanceOf(JobFailedException.class)
        .hasMessageContaining("Write large results to S3");
  }
}
