package io.github.sparkonlambda.driver;

import static java.util.Objects.requireNonNull;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * The tasks that a job has handed to threads of other classes than its own, such as a Timer's, a
 * pool's or the JDK's shared ones, and that wait there.
 *
 * <p>A task is the job's if its class is, or that of what the JDK or Scala have wrapped into one.
 * Who started the thread says nothing: Spark and its libraries make their pools when a job first
 * needs them, and keep them.
 */
final class HandedTasks {
  /** Objects of one task. A wrapper is five or so; a future's dependents may be many. */
  private static final int MOST = 1_000;

  /** The first version whose common pool has a thread for delayed tasks. */
  private static final int DELAYS_IN_POOL = 25;

  private final RunClassLoader loader;

  HandedTasks(RunClassLoader loader) {
    this.loader = requireNonNull(loader, "loader");
  }

  /**
   * Takes back what waits for one of these threads; a pool of the job's own is shut down.
   *
   * @return whether there was anything
   */
  boolean recall(Collection<Thread> threads) {
    boolean any = false;
    for (Thread thread : threads) {
      if (thread.getClass().getName().equals("java.util.TimerThread")) {
        any |= recallFromTimer(Internals.field(thread, "queue"));
      }
    }
    for (Object pool : pools(threads)) {
      any |=
          pool instanceof ThreadPoolExecutor workers
              ? recallFrom(workers)
              : recallFrom((ForkJoinPool) pool);
    }
    return any;
  }

  /**
   * Changes with each thread that starts, and each task that a thread pool of these has taken on or
   * done; of a fork-join pool with what its workers have done, now and then.
   */
  static long moves(Collection<Thread> threads) {
    long moves = ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
    for (Object pool : pools(threads)) {
      moves +=
          pool instanceof ThreadPoolExecutor workers
              ? workers.getTaskCount() + workers.getCompletedTaskCount()
              : ((ForkJoinPool) pool).getStealCount();
    }
    return moves;
  }

  private static Set<Object> pools(Collection<Thread> threads) {
    Set<Object> pools = Collections.newSetFromMap(new IdentityHashMap<>());
    threads.forEach(thread -> pool(thread).ifPresent(pools::add));
    return pools;
  }

  /** Why a task cannot be taken back, if there is one. */
  static Optional<String> fault() {
    if (Runtime.version().feature() < DELAYS_IN_POOL) {
      return Optional.empty();
    }
    // They lie in a local variable of the thread that waits for them.
    Object left =
        Internals.call(ForkJoinPool.commonPool(), ForkJoinPool.class, "getDelayedTaskCount");
    return (long) left == 0
        ? Optional.empty()
        : Optional.of("delayed tasks are left in the JDK's common pool");
  }

  /** Whether the thread works for a pool that the job made, and for no one else. */
  boolean isOfAPoolOfTheJobs(Thread thread) {
    return pool(thread).filter(this::isOwnPool).isPresent();
  }

  /** The pool that the thread works for. */
  static Optional<Object> pool(Thread thread) {
    if (thread instanceof ForkJoinWorkerThread worker) {
      return Optional.ofNullable(worker.getPool());
    }
    Object target = ThreadTarget.of(thread);
    return target != null
            && target.getClass().getEnclosingClass() == ThreadPoolExecutor.class
            && target.getClass().getSimpleName().equals("Worker")
        ? Optional.of(Internals.field(target, "this$0"))
        : Optional.empty();
  }

  /** Daemon threads, the only ones that a run is not waited for, need a factory. */
  private boolean isOwnPool(Object pool) {
    Object factory =
        pool instanceof ThreadPoolExecutor workers
            ? workers.getThreadFactory()
            : ((ForkJoinPool) pool).getFactory();
    return loader.defined(pool.getClass()) || loader.defined(factory.getClass());
  }

  private boolean recallFrom(ThreadPoolExecutor pool) {
    return isOwnPool(pool)
        ? !pool.shutdownNow().isEmpty()
        : pool.getQueue().removeIf(this::isTheJobs);
  }

  private boolean recallFrom(ForkJoinPool pool) {
    if (isOwnPool(pool)) {
      return !pool.shutdownNow().isEmpty();
    }
    if (!pool.hasQueuedSubmissions() && pool.getQueuedTaskCount() == 0) {
      return false;
    }
    // It lets all tasks go or none.
    List<ForkJoinTask<?>> tasks = new ArrayList<>();
    Internals.call(pool, ForkJoinPool.class, "drainTasksTo", Collection.class, tasks);
    boolean any = tasks.removeIf(this::isTheJobs);
    tasks.forEach(pool::execute);
    return any;
  }

  /** As {@code Timer.purge} does, which finds the cancelled ones. */
  private boolean recallFromTimer(Object queue) {
    boolean any = false;
    synchronized (queue) {
      Class<?> type = queue.getClass();
      Object[] tasks = (Object[]) Internals.field(queue, "queue");
      // From 1, as heaps are counted; the last one takes the place of one that goes.
      for (int i = (int) Internals.call(queue, type, "size"); i > 0; i--) {
        if (isTheJobs(tasks[i])) {
          Internals.call(queue, type, "quickRemove", int.class, i);
          any = true;
        }
      }
      Internals.call(queue, type, "heapify");
    }
    return any;
  }

  /** Whether the job's code would run if this did. */
  boolean isTheJobs(Object task) {
    Set<Object> met = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> open = new ArrayDeque<>(List.of(task));
    while (!open.isEmpty() && met.size() < MOST) {
      Object part = open.pop();
      if (loader.defined(part.getClass())) {
        return true;
      }
      if (met.add(part) && isWrapper(part)) {
        addParts(part, open);
      }
    }
    return false;
  }

  private static boolean isWrapper(Object part) {
    String name = part.getClass().getName();
    return (name.startsWith("java.util.concurrent.") || name.startsWith("scala.concurrent."))
        && !(part instanceof Executor)
        && !(part instanceof Collection)
        && !(part instanceof Thread);
  }

  private static void addParts(Object part, Deque<Object> parts) {
    for (Class<?> type = part.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())
            && !field.getType().isPrimitive()
            && field.trySetAccessible()) {
          Object value = Internals.value(field, part);
          if (value != null) {
            parts.push(value);
          }
        }
      }
    }
  }
}
