package io.github.sparkonlambda.submit;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a job reads and writes, as far as it is told.
 *
 * @param input INPUT_PATH
 * @param output OUTPUT_PATH
 */
public record JobPaths(Optional<String> input, Optional<String> output) {
  static final Set<String> UPPER_CASE = Set.of("INPUT_PATH", "OUTPUT_PATH");

  private static final Set<String> NAMES =
      Set.of("INPUT_PATH", "OUTPUT_PATH", "input_path", "output_path");

  public JobPaths {
    requireNonNull(input, "input");
    requireNonNull(output, "output");
  }

  static boolean isPath(String name) {
    return NAMES.contains(name);
  }

  /** The environment variables, in upper and lower case: scripts out there read either. */
  Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    input.ifPresent(path -> both(variables, "INPUT_PATH", path));
    output.ifPresent(path -> both(variables, "OUTPUT_PATH", path));
    return variables;
  }

  private static void both(Map<String, String> variables, String name, String path) {
    variables.put(name, path);
    variables.put(name.toLowerCase(Locale.ROOT), path);
  }
}
