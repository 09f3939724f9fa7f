package io.github.sparkonlambda.config;

import java.util.Locale;

/** A source whose events are batches, of which Lambda can send a part again. */
public enum BatchSource {
  KINESIS,
  KAFKA,
  DYNAMODB,
  SQS;

  /** The word in BATCH_ITEM_FAILURES. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
