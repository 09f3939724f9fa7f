package io.github.sparkonlambda.source;

import java.io.IOException;

/** Where it is said which records were given up. */
@FunctionalInterface
interface Destination {
  /**
   * Notes a batch that will not be sent again.
   *
   * @param batch with how often it was sent
   * @param error what it came to the last time
   */
  void discard(Batch batch, String error) throws IOException;
}
