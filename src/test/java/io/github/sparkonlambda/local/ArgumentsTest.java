package io.github.sparkonlambda.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ArgumentsTest {
  private final Arguments arguments =
      new Arguments("name= a=b ", "empty=", "blank= ", "list=1, 2,3", "count=7", "full=true", "x");

  @Test
  void readValues() {
    assertThat(arguments.text("name")).contains("a=b");
    assertThat(arguments.list("list", "9")).containsExactly("1", "2", "3");
    assertThat(arguments.number("count", 1)).isEqualTo(7);
    assertThat(arguments.isTrue("full")).isTrue();
  }

  @Test
  void countAnEmptyValueAsNotGiven() {
    for (String name : new String[] {"empty", "blank", "absent", "x"}) {
      assertThat(arguments.text(name)).as(name).isEmpty();
      assertThat(arguments.text(name, "otherwise")).isEqualTo("otherwise");
      assertThat(arguments.list(name, "1,2")).containsExactly("1", "2");
      assertThat(arguments.number(name, 5)).isEqualTo(5);
      assertThat(arguments.isTrue(name)).isFalse();
    }
  }

  @Test
  void refuseWhatIsNoNumber() {
    assertThatThrownBy(() -> arguments.number("name", 1))
        .hasMessage("-Dname=a=b: not a whole number over 0");
  }
}
