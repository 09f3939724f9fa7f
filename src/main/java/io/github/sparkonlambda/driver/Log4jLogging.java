package io.github.sparkonlambda.driver;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;

/** The settings of Log4j's loggers, which Spark's root logger is one of, as they were before. */
final class Log4jLogging {
  private final Map<String, Settings> settings = new HashMap<>();

  private record Settings(Level level, Filter filter, Set<String> appenders) {
    static Settings of(LoggerConfig logger) {
      return new Settings(
          logger.getExplicitLevel(),
          logger.getFilter(),
          Set.copyOf(logger.getAppenders().keySet()));
    }

    void give(LoggerConfig logger) {
      logger.setLevel(level);
      if (logger.getFilter() != filter) {
        logger.removeFilter(logger.getFilter());
        logger.addFilter(filter); // None, if there was none.
      }
      for (String appender : List.copyOf(logger.getAppenders().keySet())) {
        if (!appenders.contains(appender)) {
          logger.removeAppender(appender);
        }
      }
    }
  }

  /** Takes the settings as they are now. */
  Log4jLogging() {
    configuration().getLoggers().forEach((name, logger) -> settings.put(name, Settings.of(logger)));
  }

  /** Puts them back; loggers that were not configured follow those above them again. */
  void restore() {
    Configuration now = configuration();
    for (String name : List.copyOf(now.getLoggers().keySet())) {
      if (settings.containsKey(name)) {
        settings.get(name).give(now.getLoggers().get(name));
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
