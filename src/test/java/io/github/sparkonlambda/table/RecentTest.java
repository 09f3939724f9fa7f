package io.github.sparkonlambda.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RecentTest {
  @Test
  void forgetsWhatWasUsedLeastRecently() {
    Recent<String, Integer> recent = new Recent<>(2);
    recent.put("a", 1);
    recent.put("b", 2);
    assertThat(recent.get("a")).isEqualTo(1);
    recent.put("c", 3);
    assertThat(recent.keySet()).containsExactlyInAnyOrder("a", "c");
  }
}
