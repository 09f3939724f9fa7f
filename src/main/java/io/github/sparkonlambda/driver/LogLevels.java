package io.github.sparkonlambda.driver;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;

/** The levels of Log4j's loggers, which Spark's root logger is one of, as they were before. */
final class LogLevels {
  private final Map<String, Level> levels = new HashMap<>();

  /** Takes the levels as they are now. */
  LogLevels() {
    configuration()
        .getLoggers()
        .forEach((name, logger) -> levels.put(name, logger.getExplicitLevel()));
  }

  /** Puts them back; loggers that were not configured follow those above them again. */
  void restore() {
    Configuration now = configuration();
    for (String name : List.copyOf(now.getLoggers().keySet())) {
      if (levels.containsKey(name)) {
        now.getLoggers().get(name).setLevel(levels.get(name));
      } else {
        now.removeLogger(name);
      }
    }
    context().updateLoggers();
  }

  private static Configuration configuration() {
    return context().getConfiguration();
  }

  private static LoggerContext context() {
    return LoggerContext.getContext(false);
  }
}
