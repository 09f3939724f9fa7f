package io.github.sparkonlambda.local;

import io.github.sparkonlambda.config.Framework;
import java.nio.file.Path;

/** The sample job scripts. */
public final class Samples {
  private Samples() {}

  /** The script that reads a CSV into a table of this format. */
  public static Path csvTo(Framework framework) {
    String name =
        switch (framework) {
          case DELTA -> "CsvToDelta";
          case ICEBERG -> "CsvToIceberg";
          case HUDI -> "CsvToHudi";
        };
    return Path.of("spark-scripts", name + ".java");
  }
}
