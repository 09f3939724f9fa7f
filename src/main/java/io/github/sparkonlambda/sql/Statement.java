package io.github.sparkonlambda.sql;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
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
  private static final Set<Integer> LITERALS =
      Set.of(
          SqlBaseLexer.STRING_LITERAL,
          SqlBaseLexer.DOUBLEQUOTED_STRING,
          SqlBaseLexer.INTEGER_VALUE);

  /** The end of what stands before a secret: its name. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(secret|passw|pwd|token|credential|(access|api|private)[._-]?key)[^\\s,()]*\\s*=?\\s*$");

  /** Instead of a secret. */
  private static final String HIDDEN = "***";

  private static final int SHOWN = 100;

  /** In characters. A shorter one says nothing by itself, and may be part of any word. */
  private static final int LEAST_HIDDEN = 4;

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

  /** Where the value of a SET begins. */
  private Optional<Integer> valueOfSet() {
    return tokens.get(0).type() != SqlBaseLexer.SET
        ? Optional.empty()
        : tokens.stream()
            .filter(token -> token.type() == SqlBaseLexer.EQ)
            .findFirst()
            .map(SqlToken::end);
  }

  /** Its beginning on one line, for the log; without secrets that are written in it. */
  String shortText() {
    StringBuilder shown = new StringBuilder();
    int end = 0;
    for (SqlToken secret : secrets()) {
      shown.append(text, end, secret.begin()).append(HIDDEN);
      end = secret.end();
    }
    String flat = shown.append(text, end, text.length()).toString().replaceAll("\\s+", " ");
    return flat.length() <= SHOWN ? flat : flat.substring(0, SHOWN) + " ...";
  }

  /** A message about the statement without the secrets that are written in it. */
  String withoutSecrets(String message) {
    String hidden = message;
    for (SqlToken secret : secrets()) {
      String value = secret.text().replaceAll("^['\"]|['\"]$", "");
      hidden = value.length() < LEAST_HIDDEN ? hidden : hidden.replace(value, HIDDEN);
    }
    return hidden;
  }

  /** The values that it gives to what has the name of a secret. */
  private List<SqlToken> secrets() {
    Optional<Integer> set = valueOfSet();
    if (set.isPresent()) {
      String value = text.substring(set.get()).stripLeading();
      int begin = text.length() - value.length();
      return isSecret(begin)
          ? List.of(new SqlToken(SqlBaseLexer.STRING_LITERAL, begin, value, false))
          : List.of();
    }
    List<SqlToken> secrets = new ArrayList<>();
    int end = -1;
    for (SqlToken token : tokens) {
      // Not all of Spark's grammar doubles quotes: what looks like one literal may be two.
      if (LITERALS.contains(token.type()) && (token.begin() == end || isSecret(token.begin()))) {
        secrets.add(token);
        end = token.end();
      }
    }
    return secrets;
  }

  private boolean isSecret(int index) {
    return SECRET.matcher(text).region(0, index).find();
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
