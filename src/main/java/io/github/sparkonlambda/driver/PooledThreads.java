package io.github.sparkonlambda.driver;

import java.util.Arrays;
import org.apache.spark.sql.SparkSession$;

/**
 * Threads of Spark's own pools, such as those that build broadcast tables. They live as long as the
 * JVM and keep what they inherited from the run that started them: its class loader, in which they
 * would look for the classes of later runs, and its session.
 */
final class PooledThreads {
  private PooledThreads() {}

  /** Has those that a run started look for classes in this loader, and forget that run. */
  static void serve(ClassLoader loader) {
    Object session = SparkSession$.MODULE$.org$apache$spark$sql$SparkSession$$activeThreadSession();
    for (Thread thread : all()) {
      if (thread.getContextClassLoader() instanceof RunClassLoader) {
        thread.setContextClassLoader(loader);
        forget(thread, session);
      }
    }
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

  private static Iterable<Thread> all() {
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    Thread[] threads = new Thread[2 * root.activeCount() + 64];
    return Arrays.asList(threads).subList(0, root.enumerate(threads));
  }
}
