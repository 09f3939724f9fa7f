package io.github.sparkonlambda.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.config.Config;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MemoryPlanTest {
  /**
   * Spark wants 450 MB of what the JVM says is its largest heap, a survivor space less than -Xmx.
   */
  private static final int LEAST_HEAP = 480;

  @ParameterizedTest
  @ValueSource(ints = {Config.LEAST_MEMORY_MB, 1769, 2048, 3008, 10_240})
  void sharesOutExactlyWhatIsThere(int megabytes) {
    MemoryPlan plan = MemoryPlan.of(megabytes);
    assertThat(plan.heap() + plan.handler() + plan.nonHeap()).isEqualTo(megabytes);
    assertThat(plan.heap()).isGreaterThanOrEqualTo(LEAST_HEAP);
  }
}
