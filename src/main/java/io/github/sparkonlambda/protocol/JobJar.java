package io.github.sparkonlambda.protocol;

/** What the handler puts into a job's jar for our own runners, which look for it there. */
public final class JobJar {
  /** The entry with a SQL script's text. */
  public static final String SQL = "job.sql";

  private JobJar() {}
}
