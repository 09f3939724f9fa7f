package io.github.sparkonlambda.driver;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.EnvironmentContext;
import org.apache.iceberg.events.Listeners;
import org.apache.spark.sql.jdbc.JdbcDialect;
import org.apache.spark.sql.jdbc.JdbcDialects$;
import org.apache.spark.sql.types.UDTRegistration$;
import scala.collection.JavaConverters;

/**
 * Registries of Spark's and Iceberg's for the whole JVM into which a job may put classes and names
 * of its own. The next job would be asked by them, or refused a class of the same name.
 */
final class Registries {
  private static final Set<String> OF_THE_ENGINE =
      Set.of(EnvironmentContext.ENGINE_NAME, EnvironmentContext.ENGINE_VERSION, "iceberg-version");

  private Registries() {}

  /** Takes the run's classes out. */
  static void forget(RunClassLoader loader) {
    if (isLoaded("org.apache.spark.sql.jdbc.JdbcDialects$")) {
      forgetDialects(loader);
    }
    if (isLoaded("org.apache.iceberg.EnvironmentContext")) {
      forgetSnapshotProperties();
    }
    if (isLoaded("org.apache.iceberg.events.Listeners")) {
      forgetListeners(loader);
    }
    forgetUserTypes(loader.names());
  }

  /** What no job has used would take time to load. */
  private static boolean isLoaded(String name) {
    ClassLoader sparks = SparkState.class.getClassLoader();
    return Internals.call(sparks, ClassLoader.class, "findLoadedClass", String.class, name) != null;
  }

  private static void forgetDialects(RunClassLoader loader) {
    JdbcDialects$ dialects = JdbcDialects$.MODULE$;
    List<?> known =
        JavaConverters.seqAsJavaList(
            (scala.collection.immutable.List<?>) Internals.field(dialects, "dialects"));
    for (Object dialect : List.copyOf(known)) {
      if (loader.defined(dialect.getClass())) {
        dialects.unregisterDialect((JdbcDialect) dialect);
      }
    }
  }

  /** Of each snapshot that is committed; Iceberg's catalogs set the two that stay. */
  private static void forgetSnapshotProperties() {
    EnvironmentContext.get().keySet().stream()
        .filter(name -> !OF_THE_ENGINE.contains(name))
        .forEach(EnvironmentContext::remove);
  }

  private static void forgetListeners(RunClassLoader loader) {
    Map<?, ?> known = (Map<?, ?>) Internals.field(Listeners.class, "LISTENERS");
    known.values().forEach(queue -> forgetListeners((Collection<?>) queue, loader));
  }

  private static void forgetListeners(Collection<?> listeners, RunClassLoader loader) {
    listeners.removeIf(listener -> loader.defined(listener.getClass()));
  }

  private static void forgetUserTypes(Set<String> names) {
    Object types = Internals.call(UDTRegistration$.MODULE$, UDTRegistration$.class, "udtMap");
    Map<?, ?> known = JavaConverters.mapAsJavaMap((scala.collection.mutable.Map<?, ?>) types);
    known
        .entrySet()
        .removeIf(pair -> names.contains(pair.getKey()) || names.contains(pair.getValue()));
  }
}
