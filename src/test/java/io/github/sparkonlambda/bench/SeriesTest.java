package io.github.sparkonlambda.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SeriesTest {
  @Test
  void hasNoMedianWithoutFigures() {
    Series none = new Series(List.of());
    assertThat(none.median()).isEmpty();
    assertThat(none.largest()).isEmpty();
    assertThat(none.firstHalf().values()).isEmpty();
    assertThat(none.secondHalf().values()).isEmpty();
  }

  @Test
  void takesTheMiddleOne() {
    assertThat(new Series(List.of(9.0, 1.0, 2.0)).median()).hasValue(2);
    assertThat(new Series(List.of(7.0)).median()).hasValue(7);
  }

  @Test
  void takesTheMeanOfTheMiddleTwo() {
    assertThat(new Series(List.of(9.0, 1.0, 2.0, 4.0)).median()).hasValue(3);
  }

  @Test
  void findsTheLargest() {
    assertThat(new Series(List.of(1.0, 9.0, 2.0)).largest()).hasValue(9);
  }

  @Test
  void halvesInTheOrderTaken() {
    Series odd = new Series(List.of(5.0, 4.0, 3.0, 2.0, 1.0));
    assertThat(odd.firstHalf().values()).containsExactly(5.0, 4.0);
    assertThat(odd.secondHalf().values()).containsExactly(2.0, 1.0);
    Series even = new Series(List.of(4.0, 3.0, 2.0, 1.0));
    assertThat(even.firstHalf().values()).containsExactly(4.0, 3.0);
    assertThat(even.secondHalf().values()).containsExactly(2.0, 1.0);
  }
}
