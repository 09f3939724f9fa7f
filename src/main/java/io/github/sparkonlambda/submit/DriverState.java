package io.github.sparkonlambda.submit;

/** What a resident driver is doing, as far as the handler knows. */
enum DriverState {
  /** Its process has been started; a run may be given to it and waits until it is up. */
  STARTING(true),
  /** It waits for a run, and nothing is left of the last one. */
  IDLE(true),
  /** It has been sent a run and has not said that nothing of it is left. */
  RUNNING(false),
  /** Something of the last run cannot be removed. */
  WORN(false),
  /** It has ended, or does not keep to the protocol. */
  BROKEN(false);

  private final boolean usable;

  DriverState(boolean usable) {
    this.usable = usable;
  }

  /** Whether a run may be given to it. */
  boolean isUsable() {
    return usable;
  }
}
