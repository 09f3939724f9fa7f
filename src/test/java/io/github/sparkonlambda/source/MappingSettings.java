package io.github.sparkonlambda.source;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a user sets of an event source mapping.
 *
 * @param batchSize records in a batch, at most; BatchSize
 * @param eventBytes bytes of an event's JSON, at most
 * @param window how long records may wait for a fuller batch, from the first one on;
 *     MaximumBatchingWindowInSeconds
 * @param attempts how often a batch is sent, at most; MaximumRetryAttempts and one
 * @param bisect whether a batch that the function fails on is split in two;
 *     BisectBatchOnFunctionError
 */
record MappingSettings(
    int batchSize, int eventBytes, Duration window, int attempts, boolean bisect) {
  /** In bytes: Lambda's limit for a synchronous event. */
  static final int LAMBDAS_PAYLOAD = 6 * 1024 * 1024;

  /** Lambda's largest for Kafka and Kinesis. */
  static final int LARGEST_BATCH = 10_000;

  MappingSettings {
    requireNonNull(window, "window");
    if (batchSize < 1 || batchSize > LARGEST_BATCH) {
      throw new IllegalArgumentException("batchSize " + batchSize + ": 1 to " + LARGEST_BATCH);
    }
    if (eventBytes < 1 || eventBytes > LAMBDAS_PAYLOAD) {
      throw new IllegalArgumentException("eventBytes " + eventBytes + ": 1 to " + LAMBDAS_PAYLOAD);
    }
    if (window.isNegative()) {
      throw new IllegalArgumentException("window " + window + ": must not be negative");
    }
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts " + attempts + ": must be 1 or more");
    }
  }

  /** As full as Lambda allows; three attempts, without splitting. */
  static MappingSettings full(Duration window) {
    return new MappingSettings(LARGEST_BATCH, LAMBDAS_PAYLOAD, window, 3, false);
  }

  MappingSettings withBatchSize(int records) {
    return new MappingSettings(records, eventBytes, window, attempts, bisect);
  }

  MappingSettings withEventBytes(int bytes) {
    return new MappingSettings(batchSize, bytes, window, attempts, bisect);
  }

  MappingSettings withAttempts(int most) {
    return new MappingSettings(batchSize, eventBytes, window, most, bisect);
  }

  MappingSettings withBisect() {
    return new MappingSettings(batchSize, eventBytes, window, attempts, true);
  }
}
