package io.github.sparkonlambda.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkonlambda.failure.DeadlineExceededException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DeadlineTest {
  @Test
  void keepsTheMarginBack() {
    Deadline deadline = Deadline.of(Duration.ofSeconds(60), Duration.ofSeconds(10), "id");
    assertThat(deadline.remaining()).isBetween(Duration.ofSeconds(45), Duration.ofSeconds(50));
    assertThat(deadline.hasPassed()).isFalse();
  }

  @Test
  void refusesATimeoutTooShortToStart() {
    assertThatThrownBy(() -> Deadline.of(Duration.ofSeconds(14), Duration.ofSeconds(10), "id"))
        .isInstanceOf(DeadlineExceededException.class)
        .hasMessage(
            "id: the function's timeout leaves this invocation 14.0 s, of which 10 s are kept to"
                + " end a job and report it (DEADLINE_MARGIN). Raise the timeout: 16 s is"
                + " the least that is accepted, a cold start with a small job takes about 10 s.");
  }

  @Test
  void namesScriptTimePhaseAndRemedyWhenItPasses() {
    Deadline deadline = Deadline.of(Duration.ofSeconds(60), Duration.ofSeconds(10), "id");
    assertThat(deadline.exceeded("s3://b/k", "job").getMessage())
        .matches("s3://b/k: ended at the deadline after \\d\\.\\d s in phase job\\. Raise .*");
  }
}
