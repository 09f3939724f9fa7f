package io.github.sparkonlambda.source;

import io.github.sparkonlambda.local.Outcome;

/** A function that takes one event at a time. */
@FunctionalInterface
interface Invoker {
  /** Sends an event's JSON and waits for what it comes to. */
  Outcome invoke(String event) throws InterruptedException;
}
