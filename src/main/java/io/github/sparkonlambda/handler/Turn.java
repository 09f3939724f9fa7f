package io.github.sparkonlambda.handler;

import io.github.sparkonlambda.failure.PlatformException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Lets one invocation at a time have the sandbox; a second one is refused and does not wait. */
final class Turn {
  private final ReentrantLock running = new ReentrantLock();

  /**
   * Runs the invocation.
   *
   * @throws PlatformException if another one runs
   */
  <T> T take(String requestId, Supplier<T> invocation) {
    if (!running.tryLock()) {
      throw new PlatformException(
          requestId
              + ": another invocation is running in this sandbox. Lambda sends one at a time; so"
              + " must you.");
    }
    try {
      return invocation.get();
    } finally {
      running.unlock();
    }
  }
}
