package io.github.sparkonlambda.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecretsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "SET spark.hadoop.fs.s3a.secret.key = abc/def | SET spark.hadoop.fs.s3a.secret.key = ***",
        "SET a.passwd='a\\'b c' | SET a.passwd=***",
        "SET fs.azure.account.key.x=abc== | SET fs.azure.account.key.x=***",
        "SET a.url=jdbc:x://h/d?user=me&password=abc&b=c | SET"
            + " a.url=jdbc:x://h/d?user=me&password=***&b=c",
        "SET a.secret | SET a.secret",
        "OPTIONS (user 'me', password 'abc def', url 'jdbc:x') | OPTIONS (user 'me', password ***,"
            + " url 'jdbc:x')",
        "OPTIONS (api_key 'a\\'b', 'pwd'='ab''cd', user 'token') | OPTIONS (api_key ***,"
            + " 'pwd'=******, user 'token')",
        "OPTIONS (fs.s3a.session.token 'ab' 'cd', `x.credential` = 12) | OPTIONS"
            + " (fs.s3a.session.token *** ***, `x.credential` = ***)",
        "OPTIONS (url 'jdbc:x://me:abc@h', jaas 'm required password=\"abc\";') | OPTIONS (url"
            + " 'jdbc:x://***@h', jaas 'm required password=\"***\";')",
        "SELECT f(password => 'abc') FROM t WHERE secret_id == \"abc\" LIMIT 3 | SELECT f(password"
            + " => ***) FROM t WHERE secret_id == *** LIMIT 3",
        "SELECT 'aws_secret' AS ok, token, 'x' AS y | SELECT 'aws_secret' AS ok, token, 'x' AS y",
      })
  void areHiddenInTheirStatement(String sql, String shown) {
    assertThat(Secrets.hiddenIn(SqlScript.statements(sql).get(0))).isEqualTo(shown);
  }

  @Test
  void areHiddenInMessages() {
    List<Statement> statements =
        SqlScript.statements(
            "SET a.secret.key=abcdef; OPTIONS (pwd 'gh\\'ij', pin 1, token 'abcd')");
    assertThat(new Secrets(statements).hidden("no abcdef near 'gh\\'ij' or gh'ij, 1 abcd"))
        .isEqualTo("no *** near *** or ***, 1 ***");
  }

  @Test
  @Timeout(20)
  void areFoundInAStatementOfAMegabyte() {
    String list =
        IntStream.range(0, 150_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
    String blanks = " ".repeat(100_000);
    Statement statement =
        SqlScript.statements("SELECT token" + blanks + " FROM t WHERE a IN (" + list + ")").get(0);
    assertThat(Secrets.hiddenIn(statement)).isEqualTo(statement.text());
    assertThat(statement.shortText()).startsWith("SELECT token FROM t WHERE a IN (0,1,2");
  }
}
