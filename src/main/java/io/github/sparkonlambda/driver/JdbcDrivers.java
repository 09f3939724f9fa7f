package io.github.sparkonlambda.driver;

import static java.util.Objects.requireNonNull;

import java.sql.Driver;
import java.sql.DriverManager;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.execution.datasources.jdbc.DriverRegistry$;
import org.apache.spark.sql.execution.datasources.jdbc.DriverWrapper;

/**
 * The JDBC drivers that a job's jar has brought. DriverManager and Spark keep each for as long as
 * the JVM lives, and would give it to a job that brings another one of that name.
 */
final class JdbcDrivers {
  private JdbcDrivers() {}

  /** Forgets the run's, and has DriverManager look for those of the next run when it is asked. */
  static void forget(RunClassLoader loader) {
    Set<Object> gone = new HashSet<>();
    Collection<?> registered =
        (Collection<?>) Internals.field(DriverManager.class, "registeredDrivers");
    for (Object one : registered) {
      Driver driver = (Driver) requireNonNull(Internals.field(one, "driver"));
      boolean wrapper = driver instanceof DriverWrapper;
      Driver own = wrapper ? ((DriverWrapper) driver).wrapped() : driver;
      if (loader.defined(own.getClass())) {
        gone.add(one);
        if (wrapper) {
          wrappers().remove(own.getClass().getName());
        }
      }
    }
    registered.removeAll(gone);
    Internals.set(DriverManager.class, "driversInitialized", false);
  }

  /** Spark's, by the names of the classes within. Only a job that used one has Spark make them. */
  private static Map<?, ?> wrappers() {
    return scala.collection.JavaConverters.mapAsJavaMap(
        (scala.collection.mutable.Map<?, ?>)
            Internals.field(DriverRegistry$.MODULE$, "wrapperMap"));
  }
}
