package io.github.sparkonlambda.submit;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of the log: what is called a secret, a password, a token or a key, and, as
 * Spark does, a property whose value mentions one.
 */
final class Redaction {
  private static final String HIDDEN = "*****";
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i)secret|passw|passphrase|pwd|token|credential(?!s\\.provider)|key(\\.|$)");
  private static final Pattern SECRET_VALUE =
      Pattern.compile("(?i)secret|passw|passphrase|pwd|token|signature=|access[._-]?key");
  private static final Pattern SYSTEM_PROPERTY =
      Pattern.compile("-D([^=\\s]+)=((\"[^\"]*\"|'[^']*'|[^\\s\"'])+)");
  private static final Pattern USER_INFO = Pattern.compile("://[^/@\\s]+@");

  private Redaction() {}

  /** One property as a log line. */
  static String line(Map.Entry<String, String> property) {
    boolean secret =
        SECRET_NAME.matcher(property.getKey()).find()
            || SECRET_VALUE.matcher(property.getValue()).find();
    return property.getKey() + "=" + (secret ? HIDDEN : text(property.getValue()));
  }

  /** Text with the values of secret system properties and the users of URLs hidden. */
  static String text(String text) {
    String shown = SYSTEM_PROPERTY.matcher(text).replaceAll(Redaction::systemProperty);
    return USER_INFO.matcher(shown).replaceAll("://" + HIDDEN + "@");
  }

  private static String systemProperty(MatchResult match) {
    boolean secret = SECRET_NAME.matcher(match.group(1)).find();
    return Matcher.quoteReplacement(secret ? "-D" + match.group(1) + "=" + HIDDEN : match.group());
  }
}
