package io.github.sparkonlambda.driver;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkContext;
import org.apache.spark.executor.Executor;
import org.apache.spark.scheduler.DAGScheduler;
import org.apache.spark.util.EventLoop;

/** The jobs, in Spark's sense, that a run has started and not waited for, and their tasks. */
final class SparkJobs {
  /** What scheduler and tasks get. The handler waits for all of a run's end, see SparkState. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** In milliseconds. Usually the scheduler has nothing to do but to hear of the cancellation. */
  private static final long PAUSE = 1;

  private SparkJobs() {}

  /**
   * Ends them. Spark alone would have a task end when it next asks for a row, which may be never.
   *
   * @return why some may be left
   */
  static Optional<String> end(SparkContext context) throws InterruptedException {
    Executor executor = TaskClassLoader.executor(context.env());
    DAGScheduler scheduler = context.dagScheduler();
    context.cancelAllJobs();
    // The scheduler cancels in its own thread. Should it then find no executor, it stops the
    // context.
    boolean ended = comes(() -> isIdle(scheduler));
    executor.killAllTasks(true, "The run has ended");
    ended &= comes(() -> executor.runningTasks().isEmpty());
    return ended ? Optional.empty() : Optional.of("a Spark task of the job runs on");
  }

  private static boolean isIdle(DAGScheduler scheduler) {
    EventLoop<?> loop = scheduler.eventProcessLoop();
    BlockingQueue<?> events = loop.org$apache$spark$util$EventLoop$$eventQueue();
    Thread thread = (Thread) Internals.field(EventLoop.class, loop, "eventThread");
    return events.isEmpty()
        && thread.getState() == Thread.State.WAITING
        && scheduler.activeJobs().isEmpty();
  }

  /** Spark offers nothing that could be waited for. */
  private static boolean comes(BooleanSupplier state) throws InterruptedException {
    long end = System.nanoTime() + GRACE.toNanos();
    while (!state.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      Thread.sleep(PAUSE);
    }
    return true;
  }
}
