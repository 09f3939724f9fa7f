package io.github.sparkonlambda.submit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The environment of a driver process, built from nothing:
 *
 * <ol>
 *   <li>the function's own variables, which its owner and Lambda set, but for those that speak to
 *       the handler's JVM, to Lambda's runtime or to this project;
 *   <li>the event's top-level scalar fields that the allow rule admits;
 *   <li>INPUT_PATH and OUTPUT_PATH in both cases: the event's, or else the owner's;
 *   <li>what the run itself sets, which wins.
 * </ol>
 *
 * The allow rule: a name begins with a lower-case letter, goes on with letters, digits and
 * underscores, and does not end in {@code _proxy}, or the owner lists it in EVENT_VARIABLES; no
 * variable of 1 has it; its value is not longer than {@link #LONGEST_VALUE}, nor do the event's
 * variables together exceed {@link #LONGEST_TOTAL}, nor are there more than {@link #MOST}. What
 * steers a process, a JVM, a shell or a library (PATH, LD_PRELOAD, JAVA_TOOL_OPTIONS,
 * LOG4J_CONFIGURATION_FILE, AWS_SECRET_ACCESS_KEY, ...) is upper case by convention, the proxies
 * excepted: a list of what is forbidden would always miss one. A field left out is still in the
 * event's JSON.
 *
 * @param variables the environment
 * @param leftOut the event's scalar fields that are not variables of it
 */
record ChildEnvironment(Map<String, String> variables, Set<String> leftOut) {
  /** In characters. The kernel takes no variable over 128 KiB. */
  static final int LONGEST_VALUE = 8 * 1024;

  /**
   * In characters, for all of an event's variables together. The kernel takes about 2 MB in all.
   */
  static final int LONGEST_TOTAL = 256 * 1024;

  /** Of an event's fields: more of them are no parameters. */
  static final int MOST = 1_000;

  private static final Pattern ALLOWED = Pattern.compile("[a-z][A-Za-z0-9_]*(?<!_proxy)");

  /** Of the function's variables, those that mean the handler and not the job. */
  private static final Pattern NOT_HANDED_ON =
      Pattern.compile(
          "_.*|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|CLASSPATH|LAMBDA_.*"
              + "|AWS_LAMBDA_(RUNTIME_API|EXEC_WRAPPER|LOG_.*|INITIALIZATION_TYPE)|AWS_XRAY_.*"
              + "|SCRIPT_BUCKET|FRAMEWORK|DEADLINE_MARGIN|EVENT_VARIABLES|BATCH_ITEM_FAILURES|PRIME|PYSPARK_SUBMIT_ARGS"
              + "|SPARK_(SCRIPT|SUBMIT_ARGS|MAIN_CLASS|ENGINE|CONF_DIR|DRIVER_MEMORY)");

  ChildEnvironment {
    variables = Collections.unmodifiableMap(new TreeMap<>(variables));
    leftOut = Collections.unmodifiableSet(new TreeSet<>(leftOut));
  }

  /**
   * Builds the environment.
   *
   * @param function the function's own environment
   * @param event the event's scalar fields, in their order
   * @param listed the further names that the owner allows
   * @param paths INPUT_PATH and OUTPUT_PATH as they hold for this event
   * @param run the variables that the run sets
   */
  static ChildEnvironment of(
      Map<String, String> function,
      Map<String, String> event,
      List<String> listed,
      JobPaths paths,
      Map<String, String> run) {
    Map<String, String> variables = new LinkedHashMap<>(function);
    variables.keySet().removeIf(name -> NOT_HANDED_ON.matcher(name).matches());
    // The owner's are among the paths, unless the event has its own that no variable can hold.
    variables.keySet().removeAll(JobPaths.UPPER_CASE);
    Set<String> leftOut = new TreeSet<>();
    int total = 0;
    int count = 0;
    for (Map.Entry<String, String> field : event.entrySet()) {
      String name = field.getKey();
      if (JobPaths.isPath(name)) {
        continue;
      }
      int size = name.length() + field.getValue().length();
      boolean named = ALLOWED.matcher(name).matches() || listed.contains(name);
      if (named
          && isValue(field.getValue())
          && total + size <= LONGEST_TOTAL
          && count < MOST
          && !function.containsKey(name)
          && !run.containsKey(name)) {
        variables.put(name, field.getValue());
        total += size;
        count++;
      } else {
        leftOut.add(name);
      }
    }
    variables.putAll(paths.variables());
    variables.putAll(run);
    return new ChildEnvironment(variables, leftOut);
  }

  private static boolean isValue(String value) {
    return value.length() <= LONGEST_VALUE && value.indexOf('\0') < 0;
  }

  /** Lists names only: values may be secret. */
  @Override
  public String toString() {
    return "ChildEnvironment" + variables.keySet();
  }
}
