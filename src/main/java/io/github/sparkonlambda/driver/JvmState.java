package io.github.sparkonlambda.driver;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;

/** What a job may change of the JVM it is in, as it was before, to be put back. */
final class JvmState {
  private final Properties properties = new Properties();
  private final Locale locale = Locale.getDefault();
  private final Locale display = Locale.getDefault(Locale.Category.DISPLAY);
  private final Locale format = Locale.getDefault(Locale.Category.FORMAT);
  private final TimeZone timeZone = TimeZone.getDefault();
  private final InputStream in = System.in;
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final Thread.UncaughtExceptionHandler handler =
      Thread.getDefaultUncaughtExceptionHandler();

  /** Takes the state as it is now. */
  JvmState() {
    properties.putAll(System.getProperties());
  }

  /**
   * Puts the state back. Properties are changed one by one: Spark's threads read them all the time.
   */
  void restore() {
    Properties now = System.getProperties();
    now.keySet().retainAll(properties.keySet());
    properties.forEach(
        (name, value) -> {
          if (!value.equals(now.get(name))) {
            now.put(name, value);
          }
        });
    Locale.setDefault(locale);
    Locale.setDefault(Locale.Category.DISPLAY, display);
    Locale.setDefault(Locale.Category.FORMAT, format);
    TimeZone.setDefault(timeZone);
    System.setIn(in);
    System.setOut(out);
    System.setErr(err);
    Thread.setDefaultUncaughtExceptionHandler(handler);
  }
}
