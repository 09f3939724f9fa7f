package io.github.sparkonlambda.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The user's spark-submit options ({@code SPARK_SUBMIT_ARGS}) as Spark properties, so that one map
 * decides: what stands here wins over what is computed. As in spark-submit, a dedicated option wins
 * over {@code --conf}, {@code --conf} over {@code --properties-file}, and a later one over an
 * earlier one.
 */
final class SubmitArguments {
  /** What each option is called as a property, by Spark's SparkSubmitArguments. */
  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("--master", "spark.master"),
          Map.entry("--name", "spark.app.name"),
          Map.entry("--jars", "spark.jars"),
          Map.entry("--packages", "spark.jars.packages"),
          Map.entry("--exclude-packages", "spark.jars.excludes"),
          Map.entry("--repositories", "spark.jars.repositories"),
          Map.entry("--files", "spark.files"),
          Map.entry("--archives", "spark.archives"),
          Map.entry("--driver-memory", "spark.driver.memory"),
          Map.entry("--driver-cores", "spark.driver.cores"),
          Map.entry("--driver-java-options", "spark.driver.extraJavaOptions"),
          Map.entry("--driver-class-path", "spark.driver.extraClassPath"),
          Map.entry("--driver-library-path", "spark.driver.extraLibraryPath"),
          Map.entry("--executor-memory", "spark.executor.memory"),
          Map.entry("--executor-cores", "spark.executor.cores"),
          Map.entry("--total-executor-cores", "spark.cores.max"),
          Map.entry("--num-executors", "spark.executor.instances"));

  private static final Pattern SIZE = Pattern.compile("(?i)(\\d{1,9})(?:([kmgt])b?)?");

  /**
   * Spark wants 450 MB of what the JVM says is its largest heap, a survivor space less than -Xmx.
   */
  private static final int LEAST_HEAP_MB = 480;

  private static final List<String> JAVA_OPTIONS =
      List.of("spark.driver.defaultJavaOptions", "spark.driver.extraJavaOptions");

  private final Deque<String> words;
  private final Map<String, String> fromFile = new TreeMap<>();
  private final Map<String, String> fromConf = new LinkedHashMap<>();
  private final Map<String, String> fromOptions = new LinkedHashMap<>();

  private SubmitArguments(Deque<String> words) {
    this.words = words;
  }

  /**
   * The Spark properties that these options stand for.
   *
   * @throws IllegalArgumentException if a quote is open, an option is unknown, not usable here or
   *     without its value; the message names it and what to write
   */
  static Map<String, String> parse(String line) {
    return new SubmitArguments(new ArrayDeque<>(ShellWords.split(line))).parse();
  }

  private Map<String, String> parse() {
    List<String> problems = new ArrayList<>();
    while (!words.isEmpty()) {
      check(problems, () -> option(words.removeFirst()));
    }
    Map<String, String> properties = new LinkedHashMap<>(fromFile);
    properties.putAll(fromConf);
    properties.putAll(fromOptions);
    check(problems, () -> requireLocal(properties));
    check(problems, () -> requireUsableByTheJvm(properties));
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return properties;
  }

  private static void check(List<String> problems, Runnable step) {
    try {
      step.run();
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
    }
  }

  private void option(String word) {
    int equals = word.indexOf('=');
    String name = word.startsWith("--") && equals > 0 ? word.substring(0, equals) : word;
    if (!name.equals(word)) {
      words.addFirst(word.substring(equals + 1));
    }
    if (PROPERTIES.containsKey(name)) {
      fromOptions.put(PROPERTIES.get(name), value(name));
    } else if (name.equals("--conf") || name.equals("-c")) {
      conf(value(name));
    } else if (name.equals("--properties-file")) {
      propertiesFile(value(name));
    } else if (name.equals("--deploy-mode")) {
      requireClient(value(name));
    } else {
      throw new IllegalArgumentException(refusal(name));
    }
  }

  /** PYSPARK_SUBMIT_ARGS ends in this word by PySpark's convention; it says nothing here. */
  static String withoutPySparkShell(String line) {
    return line.strip().replaceFirst("(^|\\s+)pyspark-shell$", "");
  }

  private static String refusal(String name) {
    return switch (name) {
      case "--class" -> "--class is not taken here: set SPARK_MAIN_CLASS";
      case "--py-files" -> "--py-files is not taken here: set SPARK_PY_FILES";
      default ->
          name.startsWith("-")
              ? name + " is not an option that a job inside Lambda can use"
              : "'" + name + "' is not an option; quote values that contain spaces";
    };
  }

  private String value(String name) {
    if (words.isEmpty()) {
      throw new IllegalArgumentException(name + " has no value");
    }
    return words.removeFirst();
  }

  private void conf(String setting) {
    int equals = setting.indexOf('=');
    if (equals < 1) {
      throw new IllegalArgumentException("--conf takes key=value, not '" + setting + "'");
    }
    fromConf.put(setting.substring(0, equals).strip(), setting.substring(equals + 1));
  }

  private void propertiesFile(String file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of(file))) {
      properties.load(reader);
    } catch (IOException e) {
      throw new IllegalArgumentException("--properties-file " + file + " cannot be read: " + e, e);
    }
    properties
        .stringPropertyNames()
        .forEach(k -> fromFile.put(k, properties.getProperty(k).strip()));
  }

  private static void requireClient(String mode) {
    if (!mode.equals("client")) {
      throw new IllegalArgumentException("--deploy-mode " + mode + ": only client works here");
    }
  }

  /**
   * A size as Spark writes it, in MB; without a unit it is in MB.
   *
   * @throws IllegalArgumentException if it is none
   */
  static long megabytes(String size) {
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "--driver-memory " + size + ": not a size such as 512m or 2g");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2) == null ? "m" : matcher.group(2).toLowerCase(Locale.ROOT)) {
      case "k" -> number / 1024;
      case "g" -> number * 1024;
      case "t" -> number * 1024 * 1024;
      default -> number;
    };
  }

  private static void requireLocal(Map<String, String> properties) {
    String master = properties.getOrDefault("spark.master", "local");
    if (!master.matches("local(\\[(\\d+|\\*)(,\\d+)?])?")) {
      throw new IllegalArgumentException(
          "--master " + master + ": Spark runs inside the function, as local or local[N]");
    }
    requireClient(properties.getOrDefault("spark.submit.deployMode", "client"));
  }

  private static void requireUsableByTheJvm(Map<String, String> properties) {
    String memory = properties.getOrDefault("spark.driver.memory", "1g");
    if (megabytes(memory) < LEAST_HEAP_MB) {
      throw new IllegalArgumentException(
          "--driver-memory " + memory + ": Spark needs " + LEAST_HEAP_MB + "m or more");
    }
    for (String name : JAVA_OPTIONS) {
      for (String option : ShellWords.split(properties.getOrDefault(name, ""))) {
        if (option.startsWith("-Xmx")) {
          throw new IllegalArgumentException(
              name + " must not hold " + option + ": use --driver-memory");
        }
      }
    }
  }
}
