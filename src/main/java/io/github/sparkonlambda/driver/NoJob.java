package io.github.sparkonlambda.driver;

/**
 * The job of a batch of which nothing is left for the user's: what is to be done with records that
 * cannot be read is done before a job's main is called.
 */
public final class NoJob {
  private NoJob() {}

  /** Does nothing. */
  public static void main(String[] args) {}
}
