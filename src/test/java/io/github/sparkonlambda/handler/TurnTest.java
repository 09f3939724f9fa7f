package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkonlambda.failure.PlatformException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TurnTest {
  private final Turn turn = new Turn();

  @Test
  void refusesASecondInvocationAtOnce() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    CompletableFuture<String> first =
        CompletableFuture.supplyAsync(() -> turn.take("first", () -> waiting(begun, mayEnd)));
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> turn.take("second", () -> "never"))
        .isInstanceOf(PlatformException.class)
        .hasMessageStartingWith("second: another invocation is running in this sandbox");
    mayEnd.countDown();
    assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("done");
    assertThat(turn.take("third", () -> "next")).isEqualTo("next");
  }

  private static String waiting(CountDownLatch begun, CountDownLatch mayEnd) {
    begun.countDown();
    try {
      return mayEnd.await(20, TimeUnit.SECONDS) ? "done" : "late";
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
