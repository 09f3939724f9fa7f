package io.github.sparkonlambda.local;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table among a job's output, told by the folder that each format keeps its commits in.
 *
 * @param format as Spark names it
 * @param folder relative to the output, empty or ending in a slash
 */
record FoundTable(String format, String folder) {
  private static final List<Map.Entry<String, Pattern>> MARKS =
      List.of(
          Map.entry("delta", Pattern.compile("(.*?)_delta_log/.*")),
          Map.entry("hudi", Pattern.compile("(.*?)\\.hoodie/.*")),
          Map.entry("iceberg", Pattern.compile("(.*?)metadata/[^/]*\\.metadata\\.json")),
          Map.entry("parquet", Pattern.compile("()[^/]*\\.parquet")));

  /** The first table that these keys, relative to the output, belong to. */
  static Optional<FoundTable> among(List<String> keys) {
    for (Map.Entry<String, Pattern> mark : MARKS) {
      for (String key : keys) {
        Matcher matcher = mark.getValue().matcher(key);
        if (matcher.matches()) {
          return Optional.of(new FoundTable(mark.getKey(), matcher.group(1)));
        }
      }
    }
    return Optional.empty();
  }

  /** The table's path. */
  String below(String output) {
    return (output + "/" + folder).replaceFirst("/$", "");
  }
}
