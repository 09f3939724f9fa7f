package io.github.sparkonlambda.config;

import static io.github.sparkonlambda.config.Setting.AWS_ENDPOINT_URL;
import static io.github.sparkonlambda.config.Setting.AWS_ENDPOINT_URL_S3;
import static io.github.sparkonlambda.config.Setting.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;
import static io.github.sparkonlambda.config.Setting.AWS_REGION;
import static io.github.sparkonlambda.config.Setting.BAD_RECORDS;
import static io.github.sparkonlambda.config.Setting.BATCH_ITEM_FAILURES;
import static io.github.sparkonlambda.config.Setting.DEADLINE_MARGIN;
import static io.github.sparkonlambda.config.Setting.DEAD_LETTER_PATH;
import static io.github.sparkonlambda.config.Setting.EVENT_VARIABLES;
import static io.github.sparkonlambda.config.Setting.FILTER_EVENTS;
import static io.github.sparkonlambda.config.Setting.FRAMEWORK;
import static io.github.sparkonlambda.config.Setting.INPUT_PATH;
import static io.github.sparkonlambda.config.Setting.OUTPUT_PATH;
import static io.github.sparkonlambda.config.Setting.PRIME;
import static io.github.sparkonlambda.config.Setting.PYSPARK_SUBMIT_ARGS;
import static io.github.sparkonlambda.config.Setting.SCRIPT_BUCKET;
import static io.github.sparkonlambda.config.Setting.SPARK_ENGINE;
import static io.github.sparkonlambda.config.Setting.SPARK_HOME;
import static io.github.sparkonlambda.config.Setting.SPARK_MAIN_CLASS;
import static io.github.sparkonlambda.config.Setting.SPARK_PY_FILES;
import static io.github.sparkonlambda.config.Setting.SPARK_SCRIPT;
import static io.github.sparkonlambda.config.Setting.SPARK_SUBMIT_ARGS;

import com.sun.management.OperatingSystemMXBean;
import io.github.sparkonlambda.failure.ConfigurationException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads a {@link Config} and collects every problem on the way. A reading method whose value is bad
 * notes the problem and returns empty or a stand-in that nobody sees.
 */
final class ConfigReader {
  /** An S3 URI, its file's name one that any file system could hold. */
  private static final Pattern PYTHON_FILE =
      Pattern.compile("s3a?://([^/]+)/((?:.*/)?\\w[\\w.+-]{0,200}\\.(?:py|zip|whl))");

  private static final int MEGABYTE = 1024 * 1024;

  private final Map<String, String> environment;
  private final List<String> problems = new ArrayList<>();

  ConfigReader(Map<String, String> environment) {
    this.environment = environment;
  }

  Config read() {
    Optional<ScriptLocation> script = script();
    List<S3Location> pythonFiles = pythonFiles(script.map(ScriptLocation::kind));
    List<Framework> frameworks = frameworks();
    Map<String, String> sparkProperties = sparkProperties();
    Engine engine = engine();
    boolean prime = prime(engine);
    Set<ObjectChange> filterEvents = filterEvents();
    BadRecords badRecords = badRecords();
    Optional<String> deadLetterPath = deadLetterPath(badRecords);
    Set<BatchSource> batchItemFailures = batchItemFailures();
    Duration deadlineMargin = Duration.ofSeconds(wholeNumber(DEADLINE_MARGIN, 6, 300).orElse(10));
    List<String> eventVariables = eventVariables();
    Path sparkHome = sparkHome(frameworks);
    Optional<URI> endpoint = endpoint();
    Optional<String> region = region();
    int memory = memory();
    requireHeapThatFits(sparkProperties.get("spark.driver.memory"), memory);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new Config(
        script.orElseThrow(),
        value(SPARK_MAIN_CLASS),
        pythonFiles,
        frameworks,
        sparkProperties,
        engine,
        prime,
        eventVariables,
        value(INPUT_PATH),
        value(OUTPUT_PATH),
        filterEvents,
        badRecords,
        deadLetterPath,
        batchItemFailures,
        deadlineMargin,
        sparkHome,
        endpoint,
        region.orElseThrow(),
        memory,
        environment);
  }

  private Optional<ScriptLocation> script() {
    Optional<String> bucket = required(SCRIPT_BUCKET).filter(this::bucketName);
    Optional<String> key = required(SPARK_SCRIPT).filter(this::objectKey);
    Optional<ScriptKind> kind = key.flatMap(ScriptKind::of);
    if (key.isPresent() && kind.isEmpty()) {
      problem(SPARK_SCRIPT, key.get(), "its ending is none of " + ScriptKind.endings());
    }
    return bucket.flatMap(
        b ->
            key.flatMap(
                k -> kind.map(scriptKind -> new ScriptLocation(new S3Location(b, k), scriptKind))));
  }

  private boolean bucketName(String bucket) {
    boolean valid = bucket.startsWith("arn:") || bucket.matches("[A-Za-z0-9][A-Za-z0-9._-]{1,254}");
    if (!valid) {
      problem(SCRIPT_BUCKET, bucket, "a bucket name alone, without s3:// and slashes");
    }
    return valid;
  }

  private boolean objectKey(String key) {
    boolean valid = !key.startsWith("s3://") && !key.startsWith("s3a://");
    if (!valid) {
      problem(SPARK_SCRIPT, key, "the key alone; the bucket goes into SCRIPT_BUCKET");
    }
    return valid;
  }

  private List<S3Location> pythonFiles(Optional<ScriptKind> kind) {
    List<S3Location> files = new ArrayList<>();
    for (String uri : words(SPARK_PY_FILES)) {
      Matcher file = PYTHON_FILE.matcher(uri);
      if (file.matches()) {
        files.add(new S3Location(file.group(1), file.group(2)));
      } else if (!uri.isEmpty()) {
        problem(SPARK_PY_FILES, uri, SPARK_PY_FILES.form());
      }
    }
    if (!files.isEmpty() && kind.isPresent() && kind.get() != ScriptKind.PY) {
      problems.add("SPARK_PY_FILES is set, but SPARK_SCRIPT is no .py: leave it out");
    }
    return files;
  }

  private List<Framework> frameworks() {
    return allNamed(FRAMEWORK, Framework.values(), Framework::name);
  }

  private Map<String, String> sparkProperties() {
    Optional<String> own = value(SPARK_SUBMIT_ARGS);
    Optional<String> synonym = value(PYSPARK_SUBMIT_ARGS).map(SubmitArguments::withoutPySparkShell);
    if (own.isPresent() && synonym.isPresent() && !own.equals(synonym)) {
      problems.add("SPARK_SUBMIT_ARGS and PYSPARK_SUBMIT_ARGS are both set and differ: set one");
    }
    Setting setting = own.isPresent() ? SPARK_SUBMIT_ARGS : PYSPARK_SUBMIT_ARGS;
    try {
      return SubmitArguments.parse(own.or(() -> synonym).orElse(""));
    } catch (IllegalArgumentException e) {
      problems.add(setting + ": " + e.getMessage());
      return Map.of();
    }
  }

  private Engine engine() {
    return named(SPARK_ENGINE, Engine.values(), Engine::label).orElse(Engine.WARM);
  }

  private boolean prime(Engine engine) {
    String value = value(PRIME).orElse(PRIME.defaultValue()).toLowerCase(Locale.ROOT);
    if (!List.of("true", "false").contains(value)) {
      problem(PRIME, value, PRIME.form());
    }
    boolean prime = value.equals("true");
    if (prime && engine == Engine.FORK) {
      problems.add("PRIME=true needs a resident driver: set SPARK_ENGINE=warm or leave PRIME out");
    }
    return prime;
  }

  private Set<ObjectChange> filterEvents() {
    List<ObjectChange> changes =
        allNamed(FILTER_EVENTS, ObjectChange.values(), ObjectChange::label);
    return changes.isEmpty() ? EnumSet.of(ObjectChange.CREATED) : EnumSet.copyOf(changes);
  }

  private Set<BatchSource> batchItemFailures() {
    Optional<String> words = value(BATCH_ITEM_FAILURES).map(text -> text.toLowerCase(Locale.ROOT));
    if (words.isEmpty() || words.get().equals("none")) {
      return Set.of();
    }
    Set<BatchSource> sources = EnumSet.noneOf(BatchSource.class);
    for (String word : words(BATCH_ITEM_FAILURES)) {
      Optional<BatchSource> source = find(BatchSource.values(), BatchSource::label, word);
      if (source.isEmpty()) {
        problem(BATCH_ITEM_FAILURES, words.get(), BATCH_ITEM_FAILURES.form());
        break;
      }
      sources.add(source.get());
    }
    return sources;
  }

  private BadRecords badRecords() {
    return named(BAD_RECORDS, BadRecords.values(), BadRecords::label).orElse(BadRecords.FAIL);
  }

  private Optional<String> deadLetterPath(BadRecords policy) {
    Optional<String> path = value(DEAD_LETTER_PATH);
    if (path.isPresent() && !path.get().matches("s3a?://[A-Za-z0-9][A-Za-z0-9.-]*(/[^,]*)?")) {
      problem(DEAD_LETTER_PATH, path.get(), DEAD_LETTER_PATH.form());
    }
    if (path.isEmpty() && policy == BadRecords.DEAD_LETTER) {
      problems.add(
          "DEAD_LETTER_PATH is not set, but BAD_RECORDS=dead-letter: expected "
              + DEAD_LETTER_PATH.form());
    }
    return path;
  }

  private List<String> eventVariables() {
    String names = value(EVENT_VARIABLES).orElse("");
    List<String> list = words(EVENT_VARIABLES);
    if (!names.isEmpty() && !list.stream().allMatch(name -> name.matches("[A-Za-z]\\w*"))) {
      problem(EVENT_VARIABLES, names, EVENT_VARIABLES.form());
    }
    return list;
  }

  private Path sparkHome(List<Framework> frameworks) {
    Path home = Path.of(value(SPARK_HOME).orElse(SPARK_HOME.defaultValue()));
    List<String> jars = jars(home);
    if (!Files.isExecutable(home.resolve("bin/spark-class"))
        || !Files.isReadable(home.resolve("bin/java-module-options"))
        || jars.isEmpty()) {
      problem(SPARK_HOME, home.toString(), SPARK_HOME.form());
      return home;
    }
    for (Framework framework : frameworks) {
      if (jars.stream().noneMatch(jar -> jar.startsWith(framework.jarPrefix()))) {
        problem(
            FRAMEWORK,
            framework.name(),
            "this image has no %s*.jar in %s: build it with this FRAMEWORK"
                .formatted(framework.jarPrefix(), home.resolve("jars")));
      }
    }
    return home;
  }

  private static List<String> jars(Path home) {
    try (Stream<Path> files = Files.list(home.resolve("jars"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private Optional<URI> endpoint() {
    Setting setting =
        value(AWS_ENDPOINT_URL_S3).isPresent() ? AWS_ENDPOINT_URL_S3 : AWS_ENDPOINT_URL;
    return value(setting).filter(url -> webAddress(setting, url)).map(URI::create);
  }

  private boolean webAddress(Setting setting, String url) {
    boolean valid = url.matches("https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+])(:\\d{1,5})?/?");
    if (!valid) {
      problem(setting, url, setting.form());
    }
    return valid;
  }

  private Optional<String> region() {
    Optional<String> region = value(AWS_REGION);
    if (region.filter(name -> !name.matches("[a-z0-9-]+")).isPresent()) {
      problem(AWS_REGION, region.get(), AWS_REGION.form());
    } else if (region.isEmpty()) {
      problems.add("AWS_REGION is not set: expected " + AWS_REGION.form() + ", such as eu-west-1");
    }
    return region;
  }

  private int memory() {
    int machine = (int) Math.min(Integer.MAX_VALUE, machineMemoryBytes() / MEGABYTE);
    Optional<Integer> set =
        wholeNumber(AWS_LAMBDA_FUNCTION_MEMORY_SIZE, Config.LEAST_MEMORY_MB, Integer.MAX_VALUE);
    if (set.isEmpty() && machine < Config.LEAST_MEMORY_MB) {
      problems.add(
          "The machine or container has %d MB: expected %d or more"
              .formatted(machine, Config.LEAST_MEMORY_MB));
    }
    return set.orElse(machine);
  }

  private void requireHeapThatFits(String heap, int memory) {
    if (heap != null && SubmitArguments.megabytes(heap) >= memory) {
      problems.add(
          "SPARK_SUBMIT_ARGS: a driver memory of %s does not fit into the function's %d MB"
              .formatted(heap, memory));
    }
  }

  private static long machineMemoryBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  private Optional<Integer> wholeNumber(Setting setting, int least, int most) {
    Optional<String> text = value(setting);
    Optional<Integer> number =
        text.filter(t -> t.matches("\\d{1,9}"))
            .map(Integer::valueOf)
            .filter(n -> n >= least && n <= most);
    if (text.isPresent() && number.isEmpty()) {
      problem(setting, text.get(), setting.form());
    }
    return number;
  }

  /** The constant that the setting names, in any case, or its default. */
  private <E> Optional<E> named(Setting setting, E[] constants, Function<E, String> label) {
    return known(setting, constants, label, value(setting).orElse(setting.defaultValue()));
  }

  /** The constants that a comma list names, each once, in its order. */
  private <E> List<E> allNamed(Setting setting, E[] constants, Function<E, String> label) {
    return words(setting).stream()
        .filter(word -> !word.isEmpty())
        .map(word -> known(setting, constants, label, word))
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  private <E> Optional<E> known(
      Setting setting, E[] constants, Function<E, String> label, String word) {
    Optional<E> constant = find(constants, label, word);
    if (constant.isEmpty()) {
      problem(setting, word, setting.form());
    }
    return constant;
  }

  private static <E> Optional<E> find(E[] constants, Function<E, String> label, String word) {
    return Arrays.stream(constants)
        .filter(constant -> label.apply(constant).equalsIgnoreCase(word))
        .findFirst();
  }

  private Optional<String> required(Setting setting) {
    Optional<String> value = value(setting);
    if (value.isEmpty()) {
      String state = environment.containsKey(setting.name()) ? " is empty" : " is not set";
      problems.add(setting + state + ": expected " + setting.form());
    }
    return value;
  }

  /** A variable that is empty or blank counts as not set, as SAM templates leave them. */
  private Optional<String> value(Setting setting) {
    return Optional.ofNullable(environment.get(setting.name()))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  /** The parts of a comma list; of one that is not set, an empty word. */
  private List<String> words(Setting setting) {
    return Arrays.stream(value(setting).orElse("").split(",")).map(String::strip).toList();
  }

  private void problem(Setting setting, String value, String allowed) {
    String expected = allowed.equals(setting.form()) ? "expected " : "";
    problems.add(setting + "=" + value + ": " + expected + allowed);
  }
}
