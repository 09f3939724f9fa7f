package io.github.sparkonlambda.protocol;

/** What the handler puts into a job's jar for our own runners, which look for it there. */
public final class JobJar {
  /** The entry with a SQL script's text. */
  public static final String SQL = "job.sql";

  /** The entry with a Python script's text. */
  public static final String PYTHON = "job.py";

  /** The entry with the script's file name, which is what its tracebacks show. */
  public static final String NAME = "job.name";

  private JobJar() {}
}
