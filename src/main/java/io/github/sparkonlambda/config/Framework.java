package io.github.sparkonlambda.config;

/** A table format whose jar an image can carry ({@code FRAMEWORK}). */
public enum Framework {
  /** Delta Lake. */
  DELTA("delta-spark_"),
  /** Apache Iceberg. */
  ICEBERG("iceberg-spark-runtime-"),
  /** Apache Hudi. */
  HUDI("hudi-spark");

  private final String jarPrefix;

  Framework(String jarPrefix) {
    this.jarPrefix = jarPrefix;
  }

  /** How the file name of the format's jar in {@code $SPARK_HOME/jars} begins. */
  public String jarPrefix() {
    return jarPrefix;
  }
}
