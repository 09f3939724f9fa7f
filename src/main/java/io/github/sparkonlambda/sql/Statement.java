package io.github.sparkonlambda.sql;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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
  private static final Set<Integer> BEFORE_TABLES =
      Set.of(
          SqlBaseLexer.FROM,
          SqlBaseLexer.JOIN,
          SqlBaseLexer.COMMA,
          SqlBaseLexer.USING,
          SqlBaseLexer.LEFT_PAREN,
          SqlBaseLexer.DESC,
          SqlBaseLexer.DESCRIBE,
          SqlBaseLexer.TABLE);
  private static final int SHOWN = 100;

  /** A name that Spark itself takes for a secret's, and what it is given. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)((?:secret|password|token|access[._]?key)[\\w.-]*['\"`]?\\s*(?:=\\s*|(?=['\"])))"
              + "('[^']*'?|\"[^\"]*\"?|[^\\s,()]+)");

  Statement {
    requireNonNull(text, "text");
    tokens = List.copyOf(tokens);
  }

  /** Whether it is about the session and no query, though Spark answers it with a row. */
  boolean setsTheSession() {
    return first().filter(token -> SETTINGS.contains(token.type())).isPresent();
  }

  /** Whether at this index of its text stands the value of a SET, which takes it as it is. */
  boolean isValueOfSet(int index) {
    return first().filter(token -> token.type() == SqlBaseLexer.SET).isPresent()
        && tokens.stream()
            .anyMatch(token -> token.type() == SqlBaseLexer.EQ && token.begin() < index);
  }

  /** The text without comments before it. */
  String code() {
    return first().map(token -> text.substring(token.begin())).orElse("");
  }

  private Optional<SqlToken> first() {
    return tokens.stream().filter(token -> !token.hidden()).findFirst();
  }

  /** Whether it seems to read a table or view of this name, in whatever case. */
  boolean reads(String name) {
    List<SqlToken> words = tokens.stream().filter(token -> !token.hidden()).toList();
    for (int i = 1; i < words.size(); i++) {
      boolean qualifies = i + 1 < words.size() && words.get(i + 1).type() == SqlBaseLexer.DOT;
      if (BEFORE_TABLES.contains(words.get(i - 1).type())
          && !qualifies
          && words.get(i).text().replace("`", "").toLowerCase(Locale.ROOT).equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** Its beginning on one line, for the log; without secrets that are written in it. */
  String shortText() {
    String flat = SECRET.matcher(text.replaceAll("\\s+", " ")).replaceAll("$1***");
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
