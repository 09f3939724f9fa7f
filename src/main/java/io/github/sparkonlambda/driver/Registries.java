package io.github.sparkonlambda.driver;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.jdbc.JdbcDialect;
import org.apache.spark.sql.jdbc.JdbcDialects$;
import org.apache.spark.sql.types.UDTRegistration$;
import scala.collection.JavaConverters;

/**
 * Spark's registries for the whole JVM into which a job may put classes of its own. The next job
 * would be asked by them, or refused a class of the same name.
 */
final class Registries {
  private Registries() {}

  /** Takes the run's classes out. */
  static void forget(RunClassLoader loader) {
    if (areDialectsInUse()) {
      forgetDialects(loader);
    }
    forgetUserTypes(loader.names());
  }

  /** Only a job that uses JDBC needs the dozen classes of Spark's own dialects. */
  private static boolean areDialectsInUse() {
    String name = "org.apache.spark.sql.jdbc.JdbcDialects$";
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

  private static void forgetUserTypes(Set<String> names) {
    Object types = Internals.call(UDTRegistration$.MODULE$, UDTRegistration$.class, "udtMap");
    Map<?, ?> known = JavaConverters.mapAsJavaMap((scala.collection.mutable.Map<?, ?>) types);
    known
        .entrySet()
        .removeIf(pair -> names.contains(pair.getKey()) || names.contains(pair.getValue()));
  }
}
