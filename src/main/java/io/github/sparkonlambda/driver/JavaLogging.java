package io.github.sparkonlambda.driver;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** The settings of the JDK's own loggers (java.util.logging), as they were before a job. */
final class JavaLogging {
  private static final Settings NONE = new Settings(null, List.of(), null, true);

  private final Map<String, Settings> settings = new HashMap<>();

  private record Settings(Level level, List<Handler> handlers, Filter filter, boolean parents) {
    static Settings of(Logger logger) {
      return new Settings(
          logger.getLevel(),
          List.of(logger.getHandlers()),
          logger.getFilter(),
          logger.getUseParentHandlers());
    }

    void give(Logger logger) {
      logger.setLevel(level);
      logger.setFilter(filter);
      logger.setUseParentHandlers(parents);
      for (Handler handler : logger.getHandlers()) {
        if (!handlers.contains(handler)) {
          logger.removeHandler(handler);
        }
      }
      List<Handler> gone = new ArrayList<>(handlers);
      gone.removeAll(List.of(logger.getHandlers()));
      gone.forEach(logger::addHandler);
    }
  }

  /** Takes the settings as they are now. */
  JavaLogging() {
    loggers().forEach(logger -> settings.put(logger.getName(), Settings.of(logger)));
  }

  /** Puts them back; loggers that were not there have none of their own. */
  void restore() {
    for (Logger logger : loggers()) {
      Settings before = settings.getOrDefault(logger.getName(), NONE);
      if (!before.equals(Settings.of(logger))) {
        before.give(logger);
      }
    }
  }

  private static List<Logger> loggers() {
    LogManager manager = LogManager.getLogManager();
    List<Logger> loggers = new ArrayList<>();
    for (String name : Collections.list(manager.getLoggerNames())) {
      Logger logger = manager.getLogger(name);
      // Nobody may hold it any more.
      if (logger != null) {
        loggers.add(logger);
      }
    }
    return loggers;
  }
}
