package io.github.sparkonlambda.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MachineTest {
  @Test
  void readsTheFirstLineOfAName() {
    List<String> lines =
        List.of("processor\t: 0", "model name\t: EPYC: 7B13", "model name\t: other");
    assertThat(Machine.value(lines, "model name", "unknown")).isEqualTo("EPYC: 7B13");
    assertThat(Machine.value(List.of(), "model name", "unknown")).isEqualTo("unknown");
  }

  @Test
  void describesThisMachine() throws IOException {
    Machine machine = Machine.current();
    assertThat(machine.processors()).isPositive();
    assertThat(machine.memoryMegabytes()).isGreaterThan(100);
    assertThat(machine.java()).contains(System.getProperty("java.runtime.version"));
  }
}
