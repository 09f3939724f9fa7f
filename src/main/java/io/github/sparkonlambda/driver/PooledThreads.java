package io.github.sparkonlambda.driver;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import org.apache.spark.sql.SparkSession$;

/**
 * Threads of Spark's own pools, such as those that build broadcast tables. They live as long as the
 * JVM and keep what they inherited from the run that started them: its class loader, in which they
 * would look for the classes of later runs, and its session.
 */
final class PooledThreads {
  /** A sandbox has 1,024 threads and processes. Spark's pools and the libraries' come to 300. */
  private static final int MOST = 700;

  private PooledThreads() {}

  /** Why no other job should be run beside these threads: each run leaves some. */
  static Optional<String> fault() {
    int count = all().size();
    return count > MOST ? Optional.of("it has " + count + " threads") : Optional.empty();
  }

  /**
   * Has those that a run started look for classes in this loader, and forget that run. Those of the
   * JDK's common pool never inherit one, but a job may have given them one.
   */
  static void serve(ClassLoader loader) {
    Object session = SparkSession$.MODULE$.org$apache$spark$sql$SparkSession$$activeThreadSession();
    for (Thread thread : all()) {
      if (isOfTheCommonPool(thread)) {
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
      } else if (thread.getContextClassLoader() instanceof RunClassLoader) {
        thread.setContextClassLoader(loader);
        forget(thread, session);
      }
    }
  }

  private static boolean isOfTheCommonPool(Thread thread) {
    return thread instanceof ForkJoinWorkerThread worker
        && worker.getPool() == ForkJoinPool.commonPool();
  }

  /** Only of a thread that waits for work: its own map is not safe to change while it runs. */
  private static void forget(Thread thread, Object session) {
    boolean waits =
        thread.getState() == Thread.State.WAITING
            || thread.getState() == Thread.State.TIMED_WAITING;
    Object locals = Internals.field(Thread.class, thread, "inheritableThreadLocals");
    if (waits && locals != null) {
      Internals.call(locals, locals.getClass(), "remove", ThreadLocal.class, session);
    }
  }

  private static ThreadGroup root() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return root;
  }

  /** The live threads of the JVM, less those of the JVM's own that run no Java code. */
  static List<Thread> all() {
    return in(root());
  }

  /** The live threads of a group and of those beneath it. */
  static List<Thread> in(ThreadGroup group) {
    // A count is out of date at once, and what does not fit in is left out.
    Thread[] threads = new Thread[2 * group.activeCount() + 64];
    return Arrays.asList(threads).subList(0, group.enumerate(threads));
  }
}
