package io.github.sparkonlambda.driver;

import static java.util.Objects.requireNonNull;

import java.beans.Introspector;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The threads of one run: a main thread in the jobs' group, and whatever it and its tasks on
 * Spark's threads start. Daemon threads that Spark and its libraries start meanwhile, for
 * themselves, are among them too and stay, as do those that the JDK has for all; of what the job
 * has given to them, nothing stays.
 */
final class JobThreads {
  /** A job's thread that does not heed an interruption this long never will. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** In milliseconds: how long a thread is waited for until all are looked at again. */
  private static final long PAUSE = 20;

  /** In milliseconds: until a task that is on its way has come to where it can be seen. */
  private static final long SHORT_PAUSE = 2;

  /** Runs what CompletableFuture delays, some of it itself; JDK 17's. */
  private static final String DELAYER = "CompletableFutureDelayScheduler";

  /** Spark's own, which run tasks and are daemons. */
  private static final String TASKS = "Executor task launch worker";

  /** In milliseconds: how long a thread is waited for without a word. */
  private static final long SILENCE = 5_000;

  /** One for all runs: threads of Spark's pools stay in it, and so a JVM keeps it. */
  private static final ThreadGroup GROUP = new ThreadGroup("job");

  private final RunClassLoader loader;
  private final HandedTasks tasks;

  JobThreads(RunClassLoader loader) {
    this.loader = requireNonNull(loader, "loader");
    this.tasks = new HandedTasks(loader);
    GROUP.setMaxPriority(Thread.MAX_PRIORITY);
  }

  /**
   * Runs the job and then waits as a JVM would: until each of its threads that is no daemon has
   * ended.
   *
   * @param job returns whether the job succeeded; if not, its threads are not waited for
   */
  boolean run(Callable<Boolean> job) throws InterruptedException, ExecutionException {
    FutureTask<Boolean> task = new FutureTask<>(job);
    Thread main = new Thread(GROUP, task, "main");
    main.setDaemon(false);
    main.setContextClassLoader(loader);
    main.start();
    boolean succeeded = task.get();
    main.join();
    if (succeeded) {
      for (Optional<Thread> next = waitedFor(); next.isPresent(); next = waitedFor()) {
        await(next.get());
      }
    }
    return succeeded;
  }

  private static void await(Thread thread) throws InterruptedException {
    thread.join(SILENCE);
    if (thread.isAlive()) {
      System.err.printf(
          "The job's main has returned; waiting for its thread %s, which is no daemon.%n",
          thread.getName());
      thread.join();
    }
  }

  private Optional<Thread> waitedFor() {
    return PooledThreads.all().stream()
        .filter(thread -> !thread.isDaemon() && (isInGroup(thread) || isOfATask(thread)))
        .findFirst();
  }

  /** Runs the job's shutdown hooks to their ends, as a JVM does before its status is known. */
  void runShutdownHooks() throws InterruptedException {
    List<Thread> hooks = takeShutdownHooks();
    hooks.forEach(Thread::start);
    for (Thread hook : hooks) {
      hook.join();
    }
  }

  /**
   * Ends the job's threads and its tasks in others, as the end of a JVM would.
   *
   * @return why there may be some left
   */
  Optional<String> end() throws InterruptedException {
    Set<Thread> told = new HashSet<>();
    long end = System.nanoTime() + GRACE.toNanos();
    boolean recalled;
    boolean moved;
    Optional<Thread> left;
    // One that ends may have started others. And between the looks at queues and at threads a task
    // may have gone from where it was not yet looked for to where it no longer was.
    do {
      List<Thread> threads = PooledThreads.all();
      long before = HandedTasks.moves(threads);
      recalled = tasks.recall(threads);
      List<Thread> running = running();
      running.stream().filter(told::add).forEach(Thread::interrupt);
      left = running.stream().findFirst();
      if (left.isPresent()) {
        left.get().join(PAUSE);
      }
      threads = PooledThreads.all();
      moved = before != HandedTasks.moves(threads) || delayerIsAtWork(threads);
      if (moved) {
        Thread.sleep(SHORT_PAUSE);
      }
    } while ((recalled || moved || left.isPresent()) && System.nanoTime() < end);
    forgetBeans();
    Optional<String> fault =
        recalled || moved ? Optional.of("the job's tasks may go on") : HandedTasks.fault();
    return left.map(thread -> "the job's thread " + thread.getName() + " runs on").or(() -> fault);
  }

  /**
   * Then it may have a task in hand that is in no queue, nor in a thread with a frame of the job's.
   */
  private static boolean delayerIsAtWork(List<Thread> threads) {
    return threads.stream()
        .anyMatch(
            thread ->
                thread.getName().equals(DELAYER)
                    && HandedTasks.pool(thread)
                        .filter(pool -> ((ThreadPoolExecutor) pool).getActiveCount() > 0)
                        .isPresent());
  }

  private List<Thread> running() {
    Map<Long, Thread> threads =
        PooledThreads.all().stream()
            .filter(this::mayBeTheJobs)
            .collect(Collectors.toMap(Thread::getId, Function.identity()));
    // All at once: a task may go from one that is looked at next to one that was looked at before.
    ThreadInfo[] stacks =
        ManagementFactory.getThreadMXBean()
            .getThreadInfo(
                threads.keySet().stream().mapToLong(id -> id).toArray(), Integer.MAX_VALUE);
    return Arrays.stream(stacks)
        .filter(Objects::nonNull) // It has ended meanwhile.
        .filter(stack -> isTheJobs(threads.get(stack.getThreadId()), stack.getStackTrace()))
        .map(stack -> threads.get(stack.getThreadId()))
        .toList();
  }

  /** Threads of Spark's that were there before must not be interrupted, whatever they run. */
  private boolean mayBeTheJobs(Thread thread) {
    return isInGroup(thread)
        || isOfATask(thread)
        || thread instanceof ForkJoinWorkerThread
        || thread.getName().equals(DELAYER);
  }

  private static boolean isInGroup(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group != null && GROUP.parentOf(group);
  }

  /** Whether a task of the run started it, and so gave it its class loader. */
  private boolean isOfATask(Thread thread) {
    return thread.getContextClassLoader() instanceof TaskClassLoader inherited
        && inherited.getParent() == loader
        && !thread.getName().startsWith(TASKS);
  }

  /** What the JDK knows of the properties of beans, it keeps for each thread group. */
  private static void forgetBeans() throws InterruptedException {
    Thread thread = new Thread(GROUP, Introspector::flushCaches, "forget-beans");
    thread.start();
    thread.join();
  }

  /** Whether streaming queries go on. */
  boolean haveQueries() {
    return PooledThreads.in(GROUP).stream().anyMatch(JobThreads::isOfAQuery);
  }

  private static boolean isOfAQuery(Thread thread) {
    return thread.getName().startsWith("stream execution thread");
  }

  /** Whether the thread runs code of the job, or waits in a query that the job started. */
  private boolean isTheJobs(Thread thread, StackTraceElement[] frames) {
    return !thread.isDaemon()
        || isTheJobsOwn(thread)
        || isOfAQuery(thread)
        || tasks.isOfAPoolOfTheJobs(thread)
        || Arrays.stream(frames).anyMatch(frame -> loader.names().contains(frame.getClassName()));
  }

  private boolean isTheJobsOwn(Thread thread) {
    Object target = ThreadTarget.of(thread);
    return loader.defined(thread.getClass()) || (target != null && tasks.isTheJobs(target));
  }

  @SuppressWarnings("unchecked")
  private List<Thread> takeShutdownHooks() {
    Class<?> type;
    try {
      type = Class.forName("java.lang.ApplicationShutdownHooks");
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("This JDK keeps its shutdown hooks elsewhere", e);
    }
    synchronized (type) {
      Map<Thread, Thread> hooks = (Map<Thread, Thread>) Internals.field(type, "hooks");
      List<Thread> jobs = hooks.keySet().stream().filter(this::isTheJobsOwn).toList();
      jobs.forEach(hooks::remove);
      return jobs;
    }
  }
}
