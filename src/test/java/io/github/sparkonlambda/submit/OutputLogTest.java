package io.github.sparkonlambda.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OutputLogTest {
  private final List<String> lines = new ArrayList<>();
  private final OutputLog log = new OutputLog(lines::add);

  @Test
  void handsOnEachLineAndTheLastWithoutAnEnd() throws IOException {
    read("a\r\n\nb");
    assertThat(lines).containsExactly("a", "", "b");
    assertThat(log.tail()).containsExactly("a", "", "b");
    assertThat(log.firstException()).isEmpty();
  }

  @Test
  void keepsOnlyTheLastLines() throws IOException {
    read(IntStream.range(0, 250).mapToObj(i -> "l" + i).collect(Collectors.joining("\n")));
    assertThat(lines).hasSize(250);
    assertThat(log.tail()).hasSize(OutputLog.TAIL_LINES).endsWith("l249").startsWith("l150");
  }

  @Test
  void cutsALineWithoutEndIntoPieces() throws IOException {
    read("x".repeat(OutputLog.LONGEST_LINE * 2 + 5));
    assertThat(lines)
        .extracting(String::length)
        .containsExactly(OutputLog.LONGEST_LINE, OutputLog.LONGEST_LINE + 5);
    assertThat(log.tail().get(0)).hasSizeLessThan(1100).endsWith("... (32768 characters)");
  }

  @Test
  void findsTheEndMarkWhereverPiecesAreCut() throws IOException {
    for (int length = OutputLog.LONGEST_LINE - 70; length < OutputLog.LONGEST_LINE + 70; length++) {
      lines.clear();
      log.begin(lines::add, "-- end of it");
      CompletableFuture<Void> end = log.next(line -> line.endsWith("-- end of it"));
      read("x".repeat(length) + "-- end of it\n");
      assertThat(end).isCompleted();
      assertThat(String.join("", lines)).isEqualTo("x".repeat(length));
    }
  }

  @Test
  void survivesBytesThatAreNoText() throws IOException {
    log.readAll(new ByteArrayInputStream(new byte[] {'a', (byte) 0xff, (byte) 0xfe, 'b', '\n'}));
    assertThat(lines).containsExactly("a\ufffd\ufffdb");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Exception in thread \"main\" java.lang.IllegalStateException: x",
        "java.lang.IllegalStateException",
        "org.apache.spark.SparkException: Job aborted",
        "Caused by: java.io.IOException: x",
        "Terminating due to java.lang.OutOfMemoryError: Java heap space",
      })
  void remembersTheFirstException(String line) throws IOException {
    read("fine\n" + line + "\njava.lang.Error: later\n");
    assertThat(log.firstException()).contains(line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"12:00 WARN X: java.io.IOException: x", "Exception: none", "an Error"})
  void doesNotTakeAMentionForAnException(String line) throws IOException {
    read(line);
    assertThat(log.firstException()).isEmpty();
  }

  private void read(String text) throws IOException {
    log.readAll(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }
}
