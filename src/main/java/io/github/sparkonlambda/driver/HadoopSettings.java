package io.github.sparkonlambda.driver;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** A context's Hadoop settings, as each job is to find them. */
final class HadoopSettings {
  private final Configuration current;
  private final Map<String, String> own;

  HadoopSettings(Configuration current) {
    this.current = requireNonNull(current, "current");
    this.own = all();
  }

  /** Has classes that are named in settings looked for in this loader. */
  void serve(ClassLoader loader) {
    current.setClassLoader(loader);
  }

  /** Takes back what has been set since. */
  void restore() {
    all().keySet().stream().filter(name -> !own.containsKey(name)).forEach(current::unset);
    // Anew: with an old name of a setting, its new one is unset too.
    Map<String, String> left = all();
    own.forEach(
        (name, value) -> {
          if (!value.equals(left.get(name))) {
            current.set(name, value);
          }
        });
  }

  private Map<String, String> all() {
    Map<String, String> all = new HashMap<>();
    current.iterator().forEachRemaining(entry -> all.put(entry.getKey(), entry.getValue()));
    return all;
  }
}
