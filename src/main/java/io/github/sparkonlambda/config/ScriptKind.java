package io.github.sparkonlambda.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a job script is, told by the ending of its S3 key (any case). */
public enum ScriptKind {
  /** A jar with a main class. */
  JAR(".jar"),
  /** One Java source file with a {@code main(String[])}. */
  JAVA(".java"),
  /** A text of SQL statements. */
  SQL(".sql"),
  /** A PySpark script. */
  PY(".py");

  private final String ending;

  ScriptKind(String ending) {
    this.ending = ending;
  }

  /** The kind of the script under this key, or empty if no kind has its ending. */
  public static Optional<ScriptKind> of(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return Arrays.stream(values()).filter(kind -> lower.endsWith(kind.ending)).findFirst();
  }

  /** The allowed endings, for messages. */
  static String endings() {
    return Arrays.stream(values()).map(kind -> kind.ending).collect(Collectors.joining(", "));
  }
}
