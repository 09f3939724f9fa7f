package io.github.sparkonlambda.driver;

/** The Runnable that a thread was given. */
final class ThreadTarget {
  private ThreadTarget() {}

  /** The target, or null where the thread has none of its own. */
  static Object of(Thread thread) {
    if (Runtime.version().feature() < 19) {
      return Internals.field(Thread.class, thread, "target");
    }
    Object holder = Internals.field(Thread.class, thread, "holder");
    return holder == null ? null : Internals.field(holder, "task");
  }
}
