package io.github.sparkonlambda.config;

import java.util.Locale;

/** How a job gets its Spark driver ({@code SPARK_ENGINE}). */
public enum Engine {
  /** One spark-submit process that serves one event after another. */
  WARM,
  /** One spark-submit process for each event. */
  FORK;

  /** The name users write and read. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
