package io.github.sparkonlambda.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line into words as a POSIX shell does: white space separates, single quotes keep
 * everything, double quotes keep everything but a backslash before {@code "}, {@code \}, {@code $}
 * and a backquote. Nothing is expanded or run.
 */
final class ShellWords {
  private final String line;
  private final List<String> words = new ArrayList<>();
  private StringBuilder word;
  private int position;

  private ShellWords(String line) {
    this.line = line;
  }

  /**
   * The words of the line.
   *
   * @throws IllegalArgumentException if a quote is not closed or the line ends in a backslash; the
   *     message says which and where
   */
  static List<String> split(String line) {
    return new ShellWords(line).split();
  }

  private List<String> split() {
    while (position < line.length()) {
      char current = line.charAt(position);
      switch (current) {
        case '\'' -> singleQuoted();
        case '"' -> doubleQuoted();
        case '\\' -> backslash();
        default -> plain(current);
      }
      position++;
    }
    endWord();
    return List.copyOf(words);
  }

  /** A backslash at the end of a line continues it. */
  private void backslash() {
    if (position + 1 < line.length() && line.charAt(position + 1) == '\n') {
      position++;
    } else {
      word().append(escaped());
    }
  }

  private void plain(char current) {
    if (Character.isWhitespace(current)) {
      endWord();
    } else {
      word().append(current);
    }
  }

  private void singleQuoted() {
    int end = line.indexOf('\'', position + 1);
    if (end < 0) {
      throw unclosed('\'', position);
    }
    word().append(line, position + 1, end);
    position = end;
  }

  private void doubleQuoted() {
    int start = position++;
    word();
    while (position < line.length() && line.charAt(position) != '"') {
      char current = line.charAt(position);
      boolean escape =
          current == '\\'
              && position + 1 < line.length()
              && "\"\\$`".indexOf(line.charAt(position + 1)) >= 0;
      word().append(escape ? escaped() : current);
      position++;
    }
    if (position >= line.length()) {
      throw unclosed('"', start);
    }
  }

  private char escaped() {
    if (position + 1 >= line.length()) {
      throw new IllegalArgumentException("it ends in a backslash that escapes nothing");
    }
    return line.charAt(++position);
  }

  private StringBuilder word() {
    if (word == null) {
      word = new StringBuilder();
    }
    return word;
  }

  private void endWord() {
    if (word != null) {
      words.add(word.toString());
      word = null;
    }
  }

  private static IllegalArgumentException unclosed(char quote, int at) {
    return new IllegalArgumentException(
        "the quote " + quote + " at character " + (at + 1) + " is not closed");
  }
}
