package io.github.sparkonlambda.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.execution.SparkSqlParser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TableNamesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "SELECT `Records`.value FROM RECORDS -- event | records",
        "SELECT event, records FROM t | t",
        "SELECT 1 FROM t JOIN `event` e | t event",
        "SELECT 1 FROM db.records, records.t |",
        "SELECT (SELECT max(a) FROM records) FROM t WHERE EXISTS (SELECT 1 FROM event) | t event"
            + " records",
        "WITH records AS (SELECT 1 AS a) SELECT * FROM Records |",
        "WITH records AS (SELECT * FROM records) SELECT * FROM records | records",
        "WITH a AS (SELECT 1), b AS (SELECT * FROM a, event) SELECT * FROM b, c | event c",
        "CREATE TEMPORARY VIEW records AS SELECT * FROM event | event",
        "CREATE TABLE db.t USING delta AS SELECT * FROM records | records",
        "CACHE TABLE event | event",
        "MERGE INTO t USING records ON a = b WHEN MATCHED THEN UPDATE SET * | t records",
        "INSERT INTO t SELECT * FROM records LATERAL VIEW explode(a) x AS y | t records",
        "SHOW COLUMNS IN event | event",
        "DESCRIBE EXTENDED event | event",
        "EXPLAIN SELECT * FROM records | records",
        "SELECT sum(a) OVER w FROM t WINDOW w AS (ORDER BY (SELECT 1 FROM event)) | t event",
        "SELECT * FROM |",
      })
  void areThoseThatSparksParserFinds(String sql, String names) {
    assertThat(TableNames.readBy(sql, new SparkSqlParser()))
        .containsExactlyInAnyOrder(names == null ? new String[0] : names.split(" "));
  }
}
