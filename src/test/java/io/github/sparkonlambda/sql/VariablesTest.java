package io.github.sparkonlambda.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VariablesTest {
  private static final Map<String, String> VALUES =
      Map.of(
          "PATH_IN", "s3://b/a'b`c\\d\"e",
          "event.table", "db.orders",
          "n", "-3.5",
          "evil", "x' OR 1=1; DROP TABLE t; --",
          "nested", "${n}");

  @Test
  void escapesAValueForTheQuotesItStandsIn() {
    assertThat(replaced("SELECT * FROM csv.`${PATH_IN}`"))
        .isEqualTo("SELECT * FROM csv.`s3://b/a'b``c\\d\"e`");
    assertThat(replaced("SELECT 'a ${PATH_IN} b'"))
        .isEqualTo("SELECT 'a s3://b/a\\'b`c\\\\d\"e b'");
    assertThat(replaced("SELECT \"${PATH_IN}\"")).isEqualTo("SELECT \"s3://b/a'b`c\\\\d\\\"e\"");
    assertThat(replaced("SELECT '${evil}'")).isEqualTo("SELECT 'x\\' OR 1=1; DROP TABLE t; --'");
  }

  @Test
  void refusesAValueWhoseFirstCharacterTheScriptWouldEscape() {
    for (String sql : new String[] {"SELECT 'x\\${evil}'", "SELECT \"\\\\\\${evil}\""}) {
      assertThatThrownBy(() -> replaced(sql))
          .hasMessageContaining("${evil} stands behind a backslash, which would escape");
    }
    assertThat(replaced("SELECT 'x\\\\${n}', r'\\${n}'"))
        .isEqualTo("SELECT 'x\\\\-3.5', r'\\-3.5'");
  }

  @Test
  void leavesTheScriptsLinesAsTheyAre() {
    Variables variables = new Variables(name -> Optional.of("a\nb\r"));
    assertThat(variables.replace(SqlScript.statements("SELECT '${x}'").get(0)))
        .isEqualTo("SELECT 'a\\nb\\r'");
  }

  @Test
  void takesNamesAndNumbersWithoutQuotesAndNothingElse() {
    assertThat(replaced("SELECT 1-${n} FROM ${event.table}"))
        .as("no comment")
        .isEqualTo("SELECT 1- -3.5 FROM db.orders");
    assertThatThrownBy(() -> replaced("SELECT *\nFROM t WHERE a = ${evil}"))
        .hasMessage(
            "statement 1 (line 2): ${evil} stands without quotes, and its value is neither a name"
                + " nor a number: put it in quotes.");
    assertThat(replaced("SET a.b=${PATH_IN}")).isEqualTo("SET a.b=s3://b/a'b`c\\d\"e");
    assertThatThrownBy(() -> replaced("SET ${PATH_IN}=1"))
        .as("a setting's name")
        .hasMessageContaining("${PATH_IN} stands without quotes");
  }

  @Test
  void leavesCommentsAloneAndKnowsAnEscape() {
    assertThat(replaced("SELECT 1 -- ${unknown}\n, '$${n}', '$n'"))
        .isEqualTo("SELECT 1 -- ${unknown}\n, '${n}', '$n'");
    for (String no : new String[] {"${}", "${a b}", "${event.Records[0].x}"}) {
      assertThatThrownBy(() -> replaced("SELECT '" + no + "'"))
          .hasMessageStartingWith("statement 1 (line 1): " + no + " is no ${NAME}");
    }
  }

  @Test
  void findsWhatIsNotSetBeforeAnythingIsDone() {
    Variables variables = new Variables(name -> Optional.ofNullable(VALUES.get(name)));
    variables.requireSet(SqlScript.statements("SET day=1; SELECT ${day}, ${n}"));
    assertThatThrownBy(
            () -> variables.requireSet(SqlScript.statements("SELECT ${n};\nSELECT ${day}")))
        .hasMessage("statement 2 (line 2): ${day} is not set.");
    variables.requireSet(SqlScript.statements("-- so\nset `day` = 1; SELECT ${day}"));
    assertThatThrownBy(
            () -> variables.requireSet(SqlScript.statements("SET day_from=1;\nSELECT '${day}'")))
        .hasMessage("statement 2 (line 2): ${day} is not set.");
  }

  @Test
  void hidesValuesInMessages() {
    Variables variables = new Variables(name -> Optional.ofNullable(VALUES.get(name)));
    variables.replace(SqlScript.statements("SELECT ${event.table}, ${n}").get(0));
    assertThat(variables.hidden("no db.orders near -3.5")).isEqualTo("no ${event.table} near ${n}");
  }

  @Test
  void replacesNothingWithinAValue() {
    assertThat(replaced("SELECT '${nested}'")).isEqualTo("SELECT '${n}'");
  }

  @Test
  void refusesWhatIsNotSetAndAQuoteInARawString() {
    assertThatThrownBy(() -> replaced("SELECT 1,\n '${event.none}'"))
        .hasMessage("statement 1 (line 2): ${event.none} is not set.");
    assertThatThrownBy(() -> replaced("SELECT r'${evil}'"))
        .hasMessageContaining("holds a quote, which a raw string cannot");
    assertThat(replaced("SELECT r'${n}'")).isEqualTo("SELECT r'-3.5'");
  }

  private static String replaced(String sql) {
    Variables variables = new Variables(name -> Optional.ofNullable(VALUES.get(name)));
    return variables.replace(SqlScript.statements(sql).get(0));
  }
}
