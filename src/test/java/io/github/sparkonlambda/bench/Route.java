package io.github.sparkonlambda.bench;

import java.time.Duration;

/**
 * How a sandbox reaches the S3 server.
 *
 * @param delay what a proxy adds to each request; with none there is no proxy, and no count
 */
record Route(Duration delay) {
  static final Route LOOPBACK = new Route(Duration.ZERO);

  /** Whether requests go through the proxy. */
  boolean delayed() {
    return !delay.isZero();
  }

  String name() {
    return delayed() ? "+" + delay.toMillis() + " ms" : "loopback";
  }
}
