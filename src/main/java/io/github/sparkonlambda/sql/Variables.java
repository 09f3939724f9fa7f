package io.github.sparkonlambda.sql;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;

/**
 * Puts values in the place of <code>${NAME}</code>. A value may come from the event, and so from a
 * stranger: wherever it stands it stays what it is there. Inside quotes it is escaped; without
 * quotes it must be a number or a name, such as that of a table, and nothing that would be SQL.
 * Only {@code SET name=${VALUE}} takes any one line.
 */
final class Variables {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([A-Za-z_][\\w.:-]*)}");
  private static final Pattern NAME_OR_NUMBER =
      Pattern.compile("[A-Za-z_][\\w.]*|-?\\d+(\\.\\d+)?");

  private final Function<String, Optional<String>> values;

  /**
   * A substitution.
   *
   * @param values the value of a name, empty if there is none
   */
  Variables(Function<String, Optional<String>> values) {
    this.values = requireNonNull(values, "values");
  }

  /**
   * The statement's text with all values in it.
   *
   * @throws SqlScriptException if one is not set, or cannot stand where it is asked for
   */
  String replace(Statement statement) {
    Matcher references = REFERENCE.matcher(statement.text());
    StringBuilder text = new StringBuilder();
    while (references.find()) {
      SqlToken token = tokenAt(statement, references.start());
      String replacement =
          isComment(token) ? references.group() : value(statement, references, token);
      references.appendReplacement(text, Matcher.quoteReplacement(replacement));
    }
    return references.appendTail(text).toString();
  }

  private static SqlToken tokenAt(Statement statement, int index) {
    return statement.tokens().stream()
        .filter(token -> token.begin() <= index && index < token.end())
        .findFirst()
        .orElseThrow();
  }

  private static boolean isComment(SqlToken token) {
    return token.hidden();
  }

  private String value(Statement statement, Matcher reference, SqlToken token) {
    String name = reference.group(1);
    String value =
        values.apply(name).orElseThrow(() -> failure(statement, reference, "is not set"));
    return switch (token.type()) {
      case SqlBaseLexer.STRING_LITERAL, SqlBaseLexer.DOUBLEQUOTED_STRING ->
          inString(statement, reference, token, value);
      case SqlBaseLexer.BACKQUOTED_IDENTIFIER -> value.replace("`", "``");
      default -> bare(statement, reference, value);
    };
  }

  /** In a raw string, <code>r'...'</code>, nothing can be escaped. */
  private static String inString(
      Statement statement, Matcher reference, SqlToken token, String value) {
    char first = token.text().charAt(0);
    boolean raw = first != '\'' && first != '"';
    char quote = raw ? token.text().charAt(1) : first;
    if (raw && value.indexOf(quote) >= 0) {
      throw failure(statement, reference, "holds a quote, which a raw string cannot; drop the r");
    }
    String escaped = value.replace("\\", "\\\\").replace(String.valueOf(quote), "\\" + quote);
    return raw ? value : escaped;
  }

  private static String bare(Statement statement, Matcher reference, String value) {
    boolean settable = statement.isSet() && value.lines().count() <= 1;
    if (!settable && !NAME_OR_NUMBER.matcher(value).matches()) {
      throw failure(
          statement,
          reference,
          "stands without quotes, and its value is neither a name nor a number: put it in quotes");
    }
    return value;
  }

  private static SqlScriptException failure(Statement statement, Matcher reference, String what) {
    int line = statement.line() - 1 + SqlScript.line(statement.text(), reference.start());
    return new SqlScriptException(
        "statement %d (line %d): %s %s."
            .formatted(statement.number(), line, reference.group(), what));
  }
}
