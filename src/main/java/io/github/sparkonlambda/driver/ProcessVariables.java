package io.github.sparkonlambda.driver;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The environment variables that {@link System#getenv} and {@link ProcessBuilder#environment} see,
 * changed in place: the JVM read the process's own when it started. A child process that a job
 * starts without having asked for its environment gets the driver's.
 */
final class ProcessVariables {
  private ProcessVariables() {}

  /** Replaces all variables. */
  static void set(Map<String, String> variables) {
    Map<Object, Object> bytes = new LinkedHashMap<>();
    variables.forEach((name, value) -> bytes.put(of("Variable", name), of("Value", value)));
    Map<Object, Object> environment = environment();
    environment.keySet().retainAll(bytes.keySet());
    environment.putAll(bytes);
  }

  @SuppressWarnings("unchecked")
  private static Map<Object, Object> environment() {
    return (Map<Object, Object>) Internals.field(type(""), "theEnvironment");
  }

  private static Object of(String kind, String text) {
    try {
      Method valueOf = type("$" + kind).getDeclaredMethod("valueOf", String.class);
      valueOf.setAccessible(true);
      return valueOf.invoke(null, text);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("This JDK keeps its environment variables elsewhere", e);
    }
  }

  private static Class<?> type(String suffix) {
    try {
      return Class.forName("java.lang.ProcessEnvironment" + suffix);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("This JDK keeps its environment variables elsewhere", e);
    }
  }
}
