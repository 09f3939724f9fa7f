package io.github.sparkonlambda.source;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Produces records at a rate, on a thread of its own, ten times a second what is due. */
final class PacedProducer implements AutoCloseable {
  private static final long PERIOD_MILLIS = 100;

  private final Traffic traffic;
  private final int rate;
  private final long records;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final ScheduledFuture<?> ticks;
  private final long begun = System.nanoTime();
  private volatile long sent;

  /** Starts at once. */
  PacedProducer(Traffic traffic, int rate, long records) {
    this.traffic = requireNonNull(traffic, "traffic");
    this.rate = rate;
    this.records = records;
    this.ticks = thread.scheduleAtFixedRate(this::tick, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    double seconds = (System.nanoTime() - begun) / 1e9;
    long due = Math.min(records, 1 + (long) (seconds * rate));
    try {
      long next = sent;
      while (next < due) {
        traffic.send(next++);
      }
      traffic.flush();
      sent = due;
    } catch (IOException | InterruptedException | RuntimeException e) {
      failure.completeExceptionally(e);
    }
    if (sent == records || failure.isDone()) {
      ticks.cancel(false);
    }
  }

  /**
   * How many are there.
   *
   * @throws IOException if it has failed
   */
  long sent() throws IOException {
    if (failure.isCompletedExceptionally()) {
      throw new IOException("The producer has failed", failure.handle((v, e) -> e).join());
    }
    return sent;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
