package io.github.sparkonlambda.sql;

import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.UpperCaseCharStream;

/** Takes SQL apart with the lexer of Spark's own parser. */
final class SqlLexer {
  private SqlLexer() {}

  /** All words of the text, comments and white space too; together they are the text. */
  static List<SqlToken> tokens(String sql) {
    SqlBaseLexer lexer = new SqlBaseLexer(new UpperCaseCharStream(CharStreams.fromString(sql)));
    lexer.removeErrorListeners();
    List<SqlToken> tokens = new ArrayList<>();
    int begin = 0;
    for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
      // The lexer counts code points, Java's strings characters.
      int end = sql.offsetByCodePoints(begin, token.getStopIndex() - token.getStartIndex() + 1);
      boolean hidden = token.getChannel() != Token.DEFAULT_CHANNEL;
      tokens.add(new SqlToken(token.getType(), begin, sql.substring(begin, end), hidden));
      begin = end;
    }
    return tokens;
  }
}
