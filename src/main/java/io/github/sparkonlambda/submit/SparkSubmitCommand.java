package io.github.sparkonlambda.submit;

import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.config.ScriptKind;
import io.github.sparkonlambda.script.JobScript;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The argument vector of a spark-submit. Only what the JVM itself needs stands there; the Spark
 * properties go into a file, so that a secret among them is not on the process list. A secret in
 * the user's own Java options would be.
 */
final class SparkSubmitCommand {
  // Named, not referenced: the handler JVM must not load the driver's classes.
  private static final String SUBMIT = "io.github.sparkonlambda.driver.SandboxSubmit";
  private static final String FORKED = "io.github.sparkonlambda.driver.ForkedJob";
  private static final String RESIDENT = "io.github.sparkonlambda.driver.ResidentDriver";

  /** Spark's own name for a main class that no jar of the user's holds. */
  private static final String NO_JAR = "spark-internal";

  private SparkSubmitCommand() {}

  /**
   * The command of a driver for one job.
   *
   * @param properties the run's Spark properties
   * @param own the jar or folder that holds this project's classes
   */
  static List<String> forJob(
      Config config, Map<String, String> properties, JobScript script, RunFolder run, Path own) {
    List<String> command = of(config, properties, run, own, FORKED);
    command.add(script.jar().toString());
    command.add(script.mainClass());
    command.add(run.path().toString());
    return List.copyOf(command);
  }

  /**
   * The command of a driver for many jobs.
   *
   * @param socket where the handler waits for it
   */
  static List<String> resident(
      Config config, Map<String, String> properties, RunFolder run, Path own, Path socket) {
    List<String> command = of(config, properties, run, own, RESIDENT);
    command.add(NO_JAR);
    if (config.script().kind() == ScriptKind.PY) {
      command.add("--python");
    }
    command.add(socket.toString());
    return List.copyOf(command);
  }

  private static List<String> of(
      Config config, Map<String, String> properties, RunFolder run, Path own, String main) {
    List<String> command = new ArrayList<>();
    command.add(config.sparkHome().resolve("bin/spark-class").toString());
    command.add(SUBMIT);
    option(command, "--properties-file", run.properties().toString());
    option(command, "--driver-memory", properties.get("spark.driver.memory"));
    option(command, "--driver-java-options", JavaOptions.of(config, properties, run));
    option(command, "--driver-class-path", classPath(properties, own));
    if (properties.containsKey("spark.driver.extraLibraryPath")) {
      option(command, "--driver-library-path", properties.get("spark.driver.extraLibraryPath"));
    }
    option(command, "--class", main);
    return command;
  }

  /**
   * Command and properties for the log: an option and its value on a line, a property on a line,
   * secrets hidden.
   */
  static List<String> describe(List<String> command, Map<String, String> properties) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < command.size(); i++) {
      String word = command.get(i);
      boolean option = word.startsWith("--") && i + 1 < command.size();
      lines.add("Command: " + Redaction.text(option ? word + " " + command.get(++i) : word));
    }
    new TreeMap<>(properties)
        .entrySet()
        .forEach(property -> lines.add("Property: " + Redaction.line(property)));
    return lines;
  }

  private static String classPath(Map<String, String> properties, Path own) {
    String user = properties.getOrDefault("spark.driver.extraClassPath", "");
    return user.isEmpty() ? own.toString() : own + ":" + user;
  }

  private static void option(List<String> command, String name, String value) {
    command.add(name);
    command.add(value);
  }
}
