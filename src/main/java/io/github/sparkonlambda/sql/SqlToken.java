package io.github.sparkonlambda.sql;

import static java.util.Objects.requireNonNull;

/**
 * A word of SQL, by Spark's own rules.
 *
 * @param type as SqlBaseLexer numbers them
 * @param begin where it begins in its text, in characters
 * @param text the word
 * @param hidden whether it is a comment or white space
 */
record SqlToken(int type, int begin, String text, boolean hidden) {
  SqlToken {
    requireNonNull(text, "text");
  }

  /** The index after its last character. */
  int end() {
    return begin + text.length();
  }
}
