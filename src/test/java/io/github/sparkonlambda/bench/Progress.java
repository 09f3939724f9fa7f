package io.github.sparkonlambda.bench;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What the console shows while it works: a line for each point and way, a time for each event. */
final class Progress {
  private final long begun = System.nanoTime();
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
  private boolean midLine;

  /** A line of its own. */
  void step(String format, Object... values) {
    endLine();
    out.printf(
        Locale.ROOT,
        "[%7.1f s] %s%n",
        (System.nanoTime() - begun) / 1e9,
        String.format(Locale.ROOT, format, values));
  }

  /** Begins a line of times. */
  void way(String name) {
    endLine();
    out.printf(Locale.ROOT, "            %-9s", name);
    out.flush();
    midLine = true;
  }

  /** One more time on the line. */
  void time(double seconds) {
    put(" %.2f", seconds);
  }

  /** A time that does not count. */
  void uncounted(double seconds) {
    put(" (%.2f)", seconds);
  }

  private void put(String format, double seconds) {
    out.printf(Locale.ROOT, format, seconds);
    out.flush();
  }

  /** Whole text, such as a table. */
  void print(String text) {
    endLine();
    out.println(text);
  }

  private void endLine() {
    if (midLine) {
      out.println();
      midLine = false;
    }
  }
}
