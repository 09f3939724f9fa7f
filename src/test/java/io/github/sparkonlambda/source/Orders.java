package io.github.sparkonlambda.source;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Records as the samples take them: JSON of one kilobyte, each of another customer. */
final class Orders {
  /** In bytes. */
  static final int SIZE = 1024;

  private static final String NOTE = "as agreed by telephone, to be left with the neighbours; ";
  private static final String END = "\"}";

  private Orders() {}

  /** The order of this customer. */
  static byte[] of(long customer) {
    StringBuilder json = new StringBuilder(SIZE);
    json.append(
        String.format(
            Locale.ROOT,
            "{\"customer\": %d, \"amount\": %d.%02d, \"note\": \"",
            customer,
            customer % 1000,
            customer % 100));
    while (json.length() < SIZE - END.length()) {
      json.append(NOTE);
    }
    json.setLength(SIZE - END.length());
    return json.append(END).toString().getBytes(StandardCharsets.UTF_8);
  }
}
