package io.github.sparkonlambda.sql;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.parser.ParserUtils;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;

/** The secrets that are written in statements: what is given to a name such as a password's. */
final class Secrets {
  /** Instead of a secret. */
  private static final String HIDDEN = "***";

  private static final String NAMES =
      "(?i)(secret|passw|passphrase|pwd|token|credential(?!s\\.provider)"
          + "|(access|account|api|encryption|private)[._-]?key)";

  private static final Pattern NAME = Pattern.compile(NAMES);

  /** Within a value, such as a URL or the settings of a login module. */
  private static final Pattern WITHIN =
      Pattern.compile(
          NAMES + "[\\w.-]*=\\\\?[\"']?(?<value>[^&;,\"'\\s\\\\]+)|://(?<user>[^/@\\s]+)@");

  private static final Set<Integer> LITERALS =
      Set.of(
          SqlBaseLexer.STRING_LITERAL,
          SqlBaseLexer.DOUBLEQUOTED_STRING,
          SqlBaseLexer.INTEGER_VALUE);

  private static final Set<Integer> ASSIGNMENTS = Set.of(SqlBaseLexer.EQ, SqlBaseLexer.FAT_ARROW);

  /** What stands before them is not the name of what stands behind. */
  private static final Set<Integer> BREAKS =
      Set.of(SqlBaseLexer.COMMA, SqlBaseLexer.LEFT_PAREN, SqlBaseLexer.RIGHT_PAREN);

  /** In characters, from its end. */
  private static final int LONGEST_NAME = 100;

  private final List<String> values = new ArrayList<>();

  /** All secrets of a script. */
  Secrets(List<Statement> statements) {
    for (Statement statement : statements) {
      for (Span span : spans(statement)) {
        String written = statement.text().substring(span.begin(), span.end());
        values.add(written);
        values.add(bare(written));
      }
    }
    values.removeIf(value -> value.length() < Variables.LEAST_HIDDEN);
    values.sort(Comparator.comparing(String::length).reversed());
  }

  /** A literal as Spark understands it. */
  private static String bare(String written) {
    boolean quoted = written.matches("(?s)['\"].*['\"]") && written.length() > 1;
    return quoted ? ParserUtils.unescapeSQLString(written) : written;
  }

  /** A message without any of them. */
  String hidden(String message) {
    String hidden = message;
    for (String value : values) {
      hidden = hidden.replace(value, HIDDEN);
    }
    return hidden;
  }

  /** A statement's text without its own. */
  static String hiddenIn(Statement statement) {
    String text = statement.text();
    StringBuilder shown = new StringBuilder();
    int end = 0;
    for (Span span : spans(statement)) {
      shown.append(text, end, span.begin()).append(HIDDEN);
      end = span.end();
    }
    return shown.append(text, end, text.length()).toString();
  }

  private record Span(int begin, int end) {}

  private static List<Span> spans(Statement statement) {
    Optional<Integer> set = statement.valueOfSet();
    return set.isPresent() ? ofSet(statement.text(), set.get()) : ofLiterals(statement.tokens());
  }

  private static List<Span> ofSet(String text, int begin) {
    int equals = text.lastIndexOf('=', begin);
    if (NAME.matcher(text).region(0, equals).find()) {
      return begin < text.length() ? List.of(new Span(begin, text.length())) : List.of();
    }
    List<Span> spans = new ArrayList<>();
    addWithin(text, begin, 0, spans);
    return spans;
  }

  private static List<Span> ofLiterals(List<SqlToken> tokens) {
    List<Span> spans = new ArrayList<>();
    String word = "";
    boolean named = false;
    for (SqlToken token : tokens) {
      boolean literal = LITERALS.contains(token.type());
      if (token.hidden() || ASSIGNMENTS.contains(token.type())) {
        word = "";
      } else if (literal && named) {
        // Not all of Spark's grammar doubles quotes: what looks like one literal may be two.
        spans.add(new Span(token.begin(), token.end()));
      } else {
        if (literal) {
          addWithin(token.text(), 0, token.begin(), spans);
        }
        word = BREAKS.contains(token.type()) ? "" : end(word + token.text());
        named = NAME.matcher(word).find();
      }
    }
    return spans;
  }

  private static String end(String word) {
    return word.substring(Math.max(0, word.length() - LONGEST_NAME));
  }

  private static void addWithin(String text, int from, int offset, List<Span> spans) {
    Matcher within = WITHIN.matcher(text).region(from, text.length());
    while (within.find()) {
      String group = within.group("value") == null ? "user" : "value";
      spans.add(new Span(offset + within.start(group), offset + within.end(group)));
    }
  }
}
