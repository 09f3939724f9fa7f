package io.github.sparkonlambda.sql;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;

/**
 * Puts values in the place of <code>${NAME}</code>. A value may come from the event, and so from a
 * stranger: wherever it stands it stays what it is there. Inside quotes it is escaped; without
 * quotes it must be a number or a name, such as that of a table or a column. Only <code>
 * SET name=${VALUE}</code> takes any one line. <code>$${</code> stands for <code>${</code>.
 */
final class Variables {
  private static final Pattern REFERENCE = Pattern.compile("\\$?\\$\\{([^}]*)}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][\\w.:-]*");

  /** Where a job reads and writes is no secret, and what a message about a missing file is for. */
  private static final Set<String> SHOWN = Set.of("INPUT_PATH", "OUTPUT_PATH");

  private static final Pattern NAME_OR_NUMBER =
      Pattern.compile("[A-Za-z_][\\w.]*|-?\\d+(\\.\\d+)?");

  /** A shorter value says nothing by itself, and may be part of any word. */
  static final int LEAST_HIDDEN = 4;

  private final Function<String, Optional<String>> values;
  private final Map<String, String> used = new LinkedHashMap<>();

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
          token.hidden() ? references.group() : replacement(statement, references, token);
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

  /**
   * Finds what is not set before anything is done.
   *
   * @throws SqlScriptException naming the first that neither is set nor could be by a SET before it
   */
  void requireSet(List<Statement> statements) {
    for (Statement statement : statements) {
      Matcher references = REFERENCE.matcher(statement.text());
      while (references.find()) {
        String name = references.group(1);
        boolean set =
            statements.subList(0, statement.number() - 1).stream()
                .anyMatch(before -> sets(before, name));
        if (!set && !tokenAt(statement, references.start()).hidden()) {
          valueOf(statement, references);
        }
      }
    }
  }

  /** The text with the values that were put into statements hidden behind their names. */
  String hidden(String text) {
    String hidden = text;
    for (Map.Entry<String, String> each : used.entrySet()) {
      if (each.getValue().length() >= LEAST_HIDDEN) {
        hidden = hidden.replace(each.getValue(), "${" + each.getKey() + "}");
      }
    }
    return hidden;
  }

  /** Whether a statement before could set it: SET with this very key. */
  private static boolean sets(Statement before, String name) {
    return Pattern.compile("(?i)SET\\s+(?-i:`?" + Pattern.quote(name) + "`?)\\s*=")
        .matcher(before.text())
        .lookingAt();
  }

  /** The value; empty for the escape, which has none. */
  private Optional<String> valueOf(Statement statement, Matcher reference) {
    if (reference.group().startsWith("$$")) {
      return Optional.empty();
    }
    String name = reference.group(1);
    if (!NAME.matcher(name).matches()) {
      throw failure(
          statement,
          reference,
          "is no ${NAME} or ${event.field.0}; for the characters themselves write $${");
    }
    String value =
        values.apply(name).orElseThrow(() -> failure(statement, reference, "is not set"));
    if (!SHOWN.contains(name)) {
      used.put(name, value);
    }
    return Optional.of(value);
  }

  private String replacement(Statement statement, Matcher reference, SqlToken token) {
    Optional<String> found = valueOf(statement, reference);
    if (found.isEmpty()) {
      return reference.group().substring(1);
    }
    String value = found.get();
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
    if (!raw && isEscaped(statement, token, reference.start())) {
      throw failure(
          statement,
          reference,
          "stands behind a backslash, which would escape what its value begins with; double the"
              + " backslash or leave it out");
    }
    String escaped = value.replace("\\", "\\\\").replace(String.valueOf(quote), "\\" + quote);
    // Where it can be, its lines are made none of the script's, which messages count.
    escaped = escaped.replace("\n", "\\n").replace("\r", "\\r");
    return raw ? value : escaped;
  }

  /** Whether an odd number of backslashes stands before it in its string. */
  private static boolean isEscaped(Statement statement, SqlToken token, int index) {
    int first = index;
    while (first > token.begin() && statement.text().charAt(first - 1) == '\\') {
      first--;
    }
    return (index - first) % 2 == 1;
  }

  private static String bare(Statement statement, Matcher reference, String value) {
    boolean settable = statement.isValueOfSet(reference.start()) && value.lines().count() <= 1;
    if (!settable && !NAME_OR_NUMBER.matcher(value).matches()) {
      throw failure(
          statement,
          reference,
          "stands without quotes, and its value is neither a name nor a number: put it in quotes");
    }
    // Two hyphens would begin a comment.
    return value.startsWith("-") && !settable ? " " + value : value;
  }

  private static SqlScriptException failure(Statement statement, Matcher reference, String what) {
    String label = statement.label(SqlScript.line(statement.text(), reference.start()));
    return new SqlScriptException("%s: %s %s.".formatted(label, reference.group(), what));
  }
}
