package io.github.sparkonlambda.config;

import java.util.Locale;

/** What has happened to an S3 object, as far as a job wants to tell. */
public enum ObjectChange {
  /** It was created or overwritten, and has content or an unknown size. */
  CREATED,
  /** The same with no bytes in it, as the markers of folders and of jobs that are done. */
  EMPTY,
  /** It was deleted, by a caller or a lifecycle rule. */
  REMOVED,
  /** Its tags, access list, storage class or copies changed. */
  OTHER;

  /** The word in FILTER_EVENTS and in the view. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The change of a word in FILTER_EVENTS.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static ObjectChange of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }
}
