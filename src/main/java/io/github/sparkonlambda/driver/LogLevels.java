package io.github.sparkonlambda.driver;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;

/** Log4j's loggers, which Spark's root logger is one of: levels, filters and appenders. */
final class LogLevels {
  private final Map<String, Level> levels = new HashMap<>();
  private final Map<String, Optional<Filter>> filters = new HashMap<>();
  private final Map<String, Set<String>> appenders = new HashMap<>();

  /** Takes them as they are now. */
  LogLevels() {
    configuration()
        .getLoggers()
        .forEach(
            (name, logger) -> {
              levels.put(name, logger.getExplicitLevel());
              filters.put(name, Optional.ofNullable(logger.getFilter()));
              appenders.put(name, Set.copyOf(logger.getAppenders().keySet()));
            });
  }

  /** Puts them back; loggers that were not configured follow those above them again. */
  void restore() {
    Configuration now = configuration();
    for (String name : List.copyOf(now.getLoggers().keySet())) {
      if (levels.containsKey(name)) {
        restore(now.getLoggers().get(name), name);
      } else {
        now.removeLogger(name);
      }
    }
    context().updateLoggers();
  }

  private void restore(LoggerConfig logger, String name) {
    logger.setLevel(levels.get(name));
    if (!filters.get(name).equals(Optional.ofNullable(logger.getFilter()))) {
      logger.removeFilter(logger.getFilter());
      filters.get(name).ifPresent(logger::addFilter);
    }
    for (String appender : List.copyOf(logger.getAppenders().keySet())) {
      if (!appenders.get(name).contains(appender)) {
        logger.removeAppender(appender);
      }
    }
  }

  private static Configuration configuration() {
    return context().getConfiguration();
  }

  private static LoggerContext context() {
    return LoggerContext.getContext(false);
  }
}
