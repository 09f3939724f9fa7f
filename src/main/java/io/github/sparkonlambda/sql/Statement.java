package io.github.sparkonlambda.sql;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;

/**
 * One statement of a script.
 *
 * @param number counted from 1
 * @param line of the script on which it begins, counted from 1
 * @param text from its first word to its last
 * @param tokens the text's, as Spark's lexer sees them, comments among them
 */
record Statement(int number, int line, String text, List<SqlToken> tokens) {
  private static final Set<Integer> SETTINGS = Set.of(SqlBaseLexer.SET, SqlBaseLexer.USE);
  private static final int SHOWN = 100;

  Statement {
    requireNonNull(text, "text");
    tokens = List.copyOf(tokens);
  }

  /** Whether it is about the session and no query, though Spark answers it with a row. */
  boolean setsTheSession() {
    return SETTINGS.contains(tokens.get(0).type());
  }

  /** Whether at this index of its text stands the value of a SET, which takes it as it is. */
  boolean isValueOfSet(int index) {
    return valueOfSet().filter(begin -> begin <= index).isPresent();
  }

  /** Where the value of a SET begins, which has one; the text's length if it is empty. */
  Optional<Integer> valueOfSet() {
    return tokens.get(0).type() != SqlBaseLexer.SET
        ? Optional.empty()
        : tokens.stream()
            .dropWhile(token -> token.type() != SqlBaseLexer.EQ)
            .findFirst()
            .map(equals -> text.length() - text.substring(equals.end()).stripLeading().length());
  }

  /** Its beginning on one line, for the log; without secrets that are written in it. */
  String shortText() {
    String flat = Secrets.hiddenIn(this).replaceAll("\\s+", " ");
    return flat.length() <= SHOWN ? flat : flat.substring(0, SHOWN) + " ...";
  }

  /**
   * {@code statement 2 (line 7)}, as messages begin.
   *
   * @param lineWithin of the statement, counted from 1
   */
  String label(int lineWithin) {
    return "statement " + number + " (line " + (line - 1 + lineWithin) + ")";
  }
}
