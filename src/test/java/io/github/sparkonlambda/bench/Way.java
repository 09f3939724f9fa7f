package io.github.sparkonlambda.bench;

import java.util.Locale;

/** The ways in which an event gets its driver. */
enum Way {
  /**
   * A new spark-submit for each event, by {@link Baseline}'s flags. The sandbox is up and has
   * compiled the script: only what the original pays for every event is counted.
   */
  BASELINE,
  /** A new sandbox: from the start of its process to the reply to its first event. */
  COLD,
  /** The second event of a sandbox and those that follow. */
  WARM;

  /** The name in tables, JSON and chart. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
