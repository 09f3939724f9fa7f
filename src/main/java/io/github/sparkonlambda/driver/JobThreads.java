package io.github.sparkonlambda.driver;

import static java.util.Objects.requireNonNull;

import java.beans.Introspector;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The threads of one run: a main thread in the jobs' group, and whatever it starts. Threads that
 * Spark and its libraries start meanwhile, for themselves, are in that group too and stay.
 */
final class JobThreads {
  /** A job's thread that does not heed an interruption this long never will. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** One for all runs: threads of Spark's pools stay in it, and so a JVM keeps it. */
  private static final ThreadGroup GROUP = new ThreadGroup("job");

  private final RunClassLoader loader;

  JobThreads(RunClassLoader loader) {
    this.loader = requireNonNull(loader, "loader");
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
        next.get().join();
      }
    }
    return succeeded;
  }

  private static Optional<Thread> waitedFor() {
    return alive().stream().filter(thread -> !thread.isDaemon()).findFirst();
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
   * Ends the job's threads, as the end of a JVM would.
   *
   * @return the name of a thread that did not end
   */
  Optional<String> end() throws InterruptedException {
    List<Thread> left = alive().stream().filter(this::isTheJobs).toList();
    left.forEach(Thread::interrupt);
    long end = System.nanoTime() + GRACE.toNanos();
    for (Thread thread : left) {
      thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
    }
    forgetBeans();
    return left.stream().filter(Thread::isAlive).map(Thread::getName).findFirst();
  }

  /** What the JDK knows of the properties of beans, it keeps for each thread group. */
  private static void forgetBeans() throws InterruptedException {
    Thread thread = new Thread(GROUP, Introspector::flushCaches, "forget-beans");
    thread.start();
    thread.join();
  }

  /** Whether streaming queries go on. */
  boolean haveQueries() {
    return alive().stream().anyMatch(JobThreads::isOfAQuery);
  }

  private static boolean isOfAQuery(Thread thread) {
    return thread.getName().startsWith("stream execution thread");
  }

  private static List<Thread> alive() {
    return PooledThreads.in(GROUP);
  }

  /** Whether the thread runs code of the job, or waits in a query that the job started. */
  private boolean isTheJobs(Thread thread) {
    return !thread.isDaemon()
        || isTheJobsOwn(thread)
        || isOfAQuery(thread)
        || Arrays.stream(thread.getStackTrace())
            .anyMatch(frame -> loader.names().contains(frame.getClassName()));
  }

  private boolean isTheJobsOwn(Thread thread) {
    Object target = ThreadTarget.of(thread);
    return loader.defined(thread.getClass())
        || (target != null && loader.defined(target.getClass()));
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
