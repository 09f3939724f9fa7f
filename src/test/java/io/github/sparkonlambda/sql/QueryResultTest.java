package io.github.sparkonlambda.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class QueryResultTest {
  @Test
  void givesEachColumnANameOfItsOwn() {
    assertThat(QueryResult.distinct(new String[] {"a", "a", "a_2", "A", "a", "b"}))
        .containsExactly("a", "a_3", "a_2", "A", "a_4", "b");
  }
}
