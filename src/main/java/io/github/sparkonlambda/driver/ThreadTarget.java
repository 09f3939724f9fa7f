package io.github.sparkonlambda.driver;

/** The Runnable that a thread was given. */
final class ThreadTarget {
  private ThreadTarget() {}

  /** The target, or null where the thread has none of its own. */
  static Object of(Thread thread) {
    if (Runtime.version().feature() < 19) {
      return field(thread, "target");
    }
    Object holder = field(thread, "holder");
    return holder == null ? null : Internals.field(holder, "task");
  }

  private static Object field(Thread thread, String name) {
    try {
      java.lang.reflect.Field field = Thread.class.getDeclaredField(name);
      field.setAccessible(true);
      return field.get(thread);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("This JDK keeps a thread's target elsewhere", e);
    }
  }
}
