package io.github.sparkonlambda.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import org.junit.jupiter.api.Test;

final class SqlScriptTest {
  @Test
  void cutsAtSemicolonsThatAreNoneOfATextNameOrComment() {
    String script =
        """
        -- first; really
        SELECT 'a;b', "c;d", `e;f` /* g;h /* nested; */ */ FROM t;

        /* only; a comment */ ;
        SELECT 'it''s; so', 'it\\'s; so',
          2
        """;
    assertThat(SqlScript.statements(script))
        .extracting(statement -> statement.label(1), Statement::text)
        .containsExactly(
            tuple(
                "statement 1 (line 2)",
                "SELECT 'a;b', \"c;d\", `e;f` /* g;h /* nested; */ */ FROM t"),
            tuple("statement 2 (line 5)", "SELECT 'it''s; so', 'it\\'s; so',\n  2"));
  }

  @Test
  void countsCharactersBeyondTheBasicPlaneAsJavaDoes() {
    assertThat(SqlScript.statements("SELECT '😀;é' AS x; SELECT '😀'"))
        .extracting(Statement::text)
        .containsExactly("SELECT '😀;é' AS x", "SELECT '😀'");
  }

  @Test
  void needsAStatement() {
    for (String nothing : new String[] {"", " \n", "-- one", "/* two */;;\n;"}) {
      assertThatThrownBy(() -> SqlScript.statements(nothing))
          .hasMessage("the script holds no statement, only white space or comments.");
    }
  }

  @Test
  void saysWhereAQuoteOrCommentIsNotClosed() {
    assertThatThrownBy(() -> SqlScript.statements("SELECT 1;\nSELECT 'x;\n"))
        .hasMessage("line 2: the quote ' is not closed.");
    assertThatThrownBy(() -> SqlScript.statements("SELECT `x;"))
        .hasMessage("line 1: the quote ` is not closed.");
    assertThatThrownBy(() -> SqlScript.statements("SELECT 1;\n\n/* so; far"))
        .hasMessage("line 3: the comment /* is not closed.");
  }

  @Test
  void takesNoHintForAComment() {
    assertThat(
            SqlScript.statements("SELECT /*+ BROADCAST(b), REPARTITION(2) */ 1 FROM a; SELECT 2"))
        .extracting(Statement::text)
        .containsExactly("SELECT /*+ BROADCAST(b), REPARTITION(2) */ 1 FROM a", "SELECT 2");
  }

  @Test
  void knowsWhatIsAboutTheSession() {
    assertThat(SqlScript.statements("SELECT 1").get(0).setsTheSession()).isFalse();
    assertThat(SqlScript.statements("set a=b").get(0).setsTheSession()).isTrue();
    assertThat(SqlScript.statements("/* a */ USE db").get(0).setsTheSession()).isTrue();
  }
}
