package io.github.sparkonlambda.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.config.ScriptKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemoryPlanTest {
  @ParameterizedTest
  @ValueSource(ints = {Config.LEAST_MEMORY_MB, 1769, 2048, 3008, 10_240})
  void sharesOutExactlyWhatIsThere(int megabytes) {
    for (ScriptKind kind : ScriptKind.values()) {
      MemoryPlan plan = MemoryPlan.of(megabytes, kind);
      assertThat(plan.heap() + plan.handler() + plan.nonHeap() + plan.python())
          .isEqualTo(megabytes);
      assertThat(plan.heap()).isGreaterThanOrEqualTo(MemoryPlan.LEAST_HEAP);
    }
  }

  @Test
  void leavesPythonItsShare() {
    assertThat(MemoryPlan.of(3008, ScriptKind.PY).python()).isEqualTo(160);
    assertThat(MemoryPlan.of(Config.LEAST_MEMORY_MB, ScriptKind.PY).python()).isEqualTo(48);
    assertThat(MemoryPlan.of(3008, ScriptKind.SQL).python()).isZero();
  }
}
