package io.github.sparkonlambda.local;

import io.github.sparkonlambda.config.Framework;
import io.github.sparkonlambda.config.ScriptKind;
import java.nio.file.Path;
import java.util.Locale;

/** The sample job scripts. */
public final class Samples {
  private Samples() {}

  /** The script in Java that reads a CSV into a table of this format. */
  public static Path csvTo(Framework framework) {
    return csvTo(framework, ScriptKind.JAVA);
  }

  /** The script of this kind that reads a CSV into a table of this format. */
  public static Path csvTo(Framework framework, ScriptKind kind) {
    String format = framework.name().toLowerCase(Locale.ROOT);
    String name =
        kind == ScriptKind.JAVA
            ? "CsvTo" + framework.name().charAt(0) + format.substring(1) + ".java"
            : "csv_to_" + format + "." + kind.name().toLowerCase(Locale.ROOT);
    return Path.of("spark-scripts", name);
  }
}
