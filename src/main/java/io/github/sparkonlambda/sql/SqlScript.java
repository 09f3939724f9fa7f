package io.github.sparkonlambda.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;

/** Cuts a script into its statements, at the semicolons that Spark's lexer takes for such. */
final class SqlScript {
  private static final Set<String> QUOTES = Set.of("'", "\"", "`");

  private SqlScript() {}

  /**
   * The statements in their order; what is empty between two semicolons is none.
   *
   * @throws SqlScriptException if there is none, or a quote or comment is not closed
   */
  static List<Statement> statements(String script) {
    List<Statement> statements = new ArrayList<>();
    List<SqlToken> current = new ArrayList<>();
    for (SqlToken token : SqlLexer.tokens(script)) {
      requireClosed(token, script);
      if (token.type() == SqlBaseLexer.SEMICOLON) {
        add(statements, current, script);
        current.clear();
      } else {
        current.add(token);
      }
    }
    add(statements, current, script);
    if (statements.isEmpty()) {
      throw new SqlScriptException("the script holds no statement, only white space or comments.");
    }
    return statements;
  }

  private static void add(List<Statement> statements, List<SqlToken> tokens, String script) {
    List<SqlToken> words = tokens.stream().filter(token -> !token.hidden()).toList();
    if (words.isEmpty()) {
      return;
    }
    int begin = words.get(0).begin();
    String text = script.substring(begin, words.get(words.size() - 1).end());
    statements.add(
        new Statement(statements.size() + 1, line(script, begin), text, SqlLexer.tokens(text)));
  }

  /** A quote that nothing closes is a word of its own, and what follows it is taken for SQL. */
  private static void requireClosed(SqlToken token, String script) {
    if (token.type() == SqlBaseLexer.UNRECOGNIZED && QUOTES.contains(token.text())) {
      throw new SqlScriptException(
          "line %d: the quote %s is not closed."
              .formatted(line(script, token.begin()), token.text()));
    }
    // A hint, too, begins like a comment, but is none.
    if (token.hidden() && token.text().startsWith("/*") && !token.text().endsWith("*/")) {
      throw new SqlScriptException(
          "line %d: the comment /* is not closed.".formatted(line(script, token.begin())));
    }
  }

  /** The line, counted from 1, on which a character stands. */
  static int line(String text, int index) {
    return 1 + (int) text.substring(0, index).chars().filter(c -> c == '\n').count();
  }
}
