package io.github.sparkonlambda.config;

import java.util.Locale;

/** What becomes of the records of a batch that cannot be read. */
public enum BadRecords {
  /** One of them stops the job, and the event source sends the batch again. */
  FAIL,
  /** They are left out, counted and named in the reply. */
  SKIP,
  /** They are written to DEAD_LETTER_PATH with the reason, then as {@link #SKIP}. */
  DEAD_LETTER;

  /** The word in BAD_RECORDS. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The policy of a word in BAD_RECORDS.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static BadRecords of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
