package io.github.sparkonlambda.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ShellWordsTest {
  @Test
  void splitsAtWhiteSpace() {
    assertThat(ShellWords.split("  --conf\ta=b \n c ")).containsExactly("--conf", "a=b", "c");
    assertThat(ShellWords.split("   ")).isEmpty();
  }

  @Test
  void keepsWhatQuotesHold() {
    assertThat(ShellWords.split("'a b' \"c d\" e' 'f \"\""))
        .containsExactly("a b", "c d", "e f", "");
  }

  @Test
  void keepsBackslashesInSingleQuotesAndBeforeOrdinaryLettersInDouble() {
    assertThat(ShellWords.split("'a\\b' \"c\\d\" \"e\\\"f\" g\\ h"))
        .containsExactly("a\\b", "c\\d", "e\"f", "g h");
  }

  @Test
  void continuesALineThatEndsInABackslash() {
    assertThat(ShellWords.split("--conf a=b \\\n  --conf c=\\\nd"))
        .containsExactly("--conf", "a=b", "--conf", "c=d");
  }

  @Test
  void neverExpandsAnything() {
    assertThat(ShellWords.split("$HOME `id` $(id) *"))
        .containsExactly("$HOME", "`id`", "$(id)", "*");
  }

  @Test
  void saysWhichQuoteIsOpen() {
    assertThatThrownBy(() -> ShellWords.split("--conf \"a=b"))
        .hasMessage("the quote \" at character 8 is not closed");
    assertThatThrownBy(() -> ShellWords.split("'a"))
        .hasMessage("the quote ' at character 1 is not closed");
    assertThatThrownBy(() -> ShellWords.split("a\\"))
        .hasMessage("it ends in a backslash that escapes nothing");
  }
}
