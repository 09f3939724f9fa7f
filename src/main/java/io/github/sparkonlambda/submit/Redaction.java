package io.github.sparkonlambda.submit;

import java.util.Map;
import java.util.regex.Pattern;

/** Keeps secrets out of the log, by the names that Spark itself redacts. */
final class Redaction {
  private static final String HIDDEN = "*****";
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i)secret|password|passwd|token|access[._-]?key|credential(?!s\\.provider)");
  private static final Pattern SYSTEM_PROPERTY = Pattern.compile("-D([^=\\s]+)=(\\S+)");

  private Redaction() {}

  /** One property as a log line. */
  static String line(Map.Entry<String, String> property) {
    boolean secret = SECRET_NAME.matcher(property.getKey()).find();
    return property.getKey() + "=" + (secret ? HIDDEN : text(property.getValue()));
  }

  /** Text with the values of secret system properties hidden. */
  static String text(String text) {
    return SYSTEM_PROPERTY
        .matcher(text)
        .replaceAll(
            match ->
                SECRET_NAME.matcher(match.group(1)).find()
                    ? "-D" + java.util.regex.Matcher.quoteReplacement(match.group(1)) + "=" + HIDDEN
                    : java.util.regex.Matcher.quoteReplacement(match.group()));
  }
}
