package io.github.sparkonlambda.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.sparkonlambda.failure.EventException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JobEventTest {
  @Test
  void countsNoPayloadAsAnEmptyObject(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("event.json");
    JobEvent.of("id", null).writeTo(file);
    assertThat(file).hasContent("{}");
  }

  @Test
  void writesTheWholeEventInItsOrder(@TempDir Path folder) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("z", "ü;\"");
    fields.put("a", null);
    fields.put("n", List.of(1, 2.5, true, Map.of("k", "v")));
    Path file = folder.resolve("event.json");
    JobEvent.of("id", fields).writeTo(file);
    assertThat(Files.readString(file))
        .isEqualTo("{\"z\":\"ü;\\\"\",\"a\":null,\"n\":[1,2.5,true,{\"k\":\"v\"}]}");
  }

  @Test
  void knowsItsTopLevelScalars() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", "t");
    fields.put("number", 12345678.5);
    fields.put("flag", false);
    fields.put("nothing", null);
    fields.put("list", List.of(1));
    fields.put("object", Map.of());
    assertThat(JobEvent.of("id", fields).scalars())
        .containsExactly(entry("text", "t"), entry("number", "12345678.5"), entry("flag", "false"));
  }

  @Test
  void findsAPathInEitherCase() {
    assertThat(
            JobEvent.of("id", Map.of("INPUT_PATH", "s3://a/k", "input_path", "s3://b/k"))
                .path("INPUT_PATH"))
        .contains("s3://a/k");
    assertThat(JobEvent.of("id", Map.of("input_path", "s3a://b/k")).path("INPUT_PATH"))
        .contains("s3a://b/k");
    assertThat(JobEvent.of("id", Map.of()).path("INPUT_PATH")).isEmpty();
  }

  @Test
  void countsABlankOrNullPathAsNotThere() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("INPUT_PATH", null);
    fields.put("input_path", "s3://b/k,s3://b/l");
    assertThat(JobEvent.of("id", fields).path("INPUT_PATH")).contains("s3://b/k,s3://b/l");
    assertThat(JobEvent.of("id", Map.of("INPUT_PATH", " ")).path("INPUT_PATH")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/proc/self/environ",
        "file:/etc/passwd",
        "t",
        "s3://b/k,/proc/self/environ",
        "s3:b"
      })
  void refusesAPathThatIsNotOnS3(String path) {
    assertThatThrownBy(() -> JobEvent.of("id", Map.of("OUTPUT_PATH", path)).path("OUTPUT_PATH"))
        .isInstanceOf(EventException.class)
        .hasMessage("id: the event's field OUTPUT_PATH must be an s3:// or s3a:// path.");
  }

  @Test
  void refusesAPathThatIsNoText() {
    assertThatThrownBy(
            () -> JobEvent.of("id", Map.of("INPUT_PATH", List.of("a"))).path("INPUT_PATH"))
        .isInstanceOf(EventException.class)
        .hasMessageStartingWith("id: the event's field INPUT_PATH must be text, not ");
  }
}
