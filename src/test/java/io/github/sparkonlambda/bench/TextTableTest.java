package io.github.sparkonlambda.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TextTableTest {
  @Test
  void setsWordsToTheLeftAndFiguresToTheRight() {
    TextTable table = new TextTable(1, "format", "s", "MB");
    table.row(List.of("DELTA", "10.25", "4"));
    table.row(List.of("HUDI", "-", "100"));
    assertThat(table)
        .hasToString(
            """
            format      s   MB
            ------------------
            DELTA   10.25    4
            HUDI        -  100
            """);
  }

  @Test
  void refusesARowOfOtherLength() {
    TextTable table = new TextTable(1, "format", "s");
    assertThatThrownBy(() -> table.row(List.of("DELTA")))
        .hasMessage("[DELTA] has not the columns of [format, s]");
  }
}
