package io.github.sparkonlambda.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What one way came to at one point of the matrix, filled while it is measured. */
final class Measured {
  private final List<Invocation> invocations = new ArrayList<>();
  private long peakMegabytes;
  private long handlerMegabytes;
  private long temporaryMegabytes;
  private String failure;

  void add(Invocation invocation) {
    invocations.add(invocation);
  }

  /**
   * Takes note of a sandbox's memory; the largest counts.
   *
   * @param sandbox of all its processes together, in MB
   * @param handler of the handler's alone
   */
  void addMemory(long sandbox, long handler) {
    peakMegabytes = Math.max(peakMegabytes, sandbox);
    handlerMegabytes = Math.max(handlerMegabytes, handler);
  }

  /** Takes note of what a sandbox's files under /tmp held, in MB; the largest counts. */
  void addTemporary(long megabytes) {
    temporaryMegabytes = Math.max(temporaryMegabytes, megabytes);
  }

  /** Ends the measurement; what was measured before does not count. */
  void fail(String message) {
    failure = message;
    invocations.clear();
  }

  List<Invocation> invocations() {
    return List.copyOf(invocations);
  }

  /** The largest memory of all processes of a sandbox together, in MB. */
  long peakMegabytes() {
    return peakMegabytes;
  }

  /** Of it the handler's process; the rest is the driver's. */
  long handlerMegabytes() {
    return handlerMegabytes;
  }

  /** The most that files under /tmp held, in MB. */
  long temporaryMegabytes() {
    return temporaryMegabytes;
  }

  Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  Series seconds() {
    return new Series(invocations.stream().map(Invocation::seconds).toList());
  }

  /** The median number of requests of an event, if they were counted. */
  OptionalDouble requests() {
    return new Series(
            invocations.stream()
                .map(invocation -> (double) invocation.requests().size())
                .filter(count -> count > 0)
                .toList())
        .median();
  }
}
