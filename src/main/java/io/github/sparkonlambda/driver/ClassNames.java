package io.github.sparkonlambda.driver;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Hadoop's memory of which class names a class loader knows, and which it does not. */
final class ClassNames {
  private ClassNames() {}

  /** Forgets what it knows of a run's loader, which to a map is every run's. */
  static void forget(RunClassLoader loader) {
    Map<?, ?> known = (Map<?, ?>) Internals.field(Configuration.class, "CACHE_CLASSES");
    synchronized (known) {
      known.remove(loader);
    }
  }
}
