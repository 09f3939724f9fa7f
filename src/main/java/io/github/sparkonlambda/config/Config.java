package io.github.sparkonlambda.config;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.failure.ConfigurationException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The function's environment, typed and valid. {@link Setting} says what each variable means.
 *
 * @param script where the job script lies
 * @param mainClass main class of a jar script, where the manifest's is not meant
 * @param pythonFiles modules for a Python script
 * @param frameworks the table formats, in the order they were named, without repeats
 * @param sparkProperties the user's spark-submit options as Spark properties, in order
 * @param engine how a job gets its driver
 * @param prime whether a sandbox that is initialised ahead of its first event practises
 * @param eventVariables further fields of an event that become the job's environment variables
 * @param inputPath default of the job's INPUT_PATH
 * @param outputPath default of the job's OUTPUT_PATH
 * @param filterEvents for which objects of an S3 event a job is run
 * @param badRecords what becomes of records that cannot be read
 * @param deadLetterPath where such records are written to
 * @param batchItemFailures sources that are told which items failed
 * @param deadlineMargin how long before the function's timeout a job is ended
 * @param sparkHome the folder with {@code bin/spark-class} and {@code jars/}
 * @param s3Endpoint S3 endpoint other than AWS's own
 * @param region region of the buckets
 * @param memoryMegabytes memory of the sandbox in MB, at least {@link #LEAST_MEMORY_MB}
 * @param environment the environment as it was read
 */
public record Config(
    ScriptLocation script,
    Optional<String> mainClass,
    List<S3Location> pythonFiles,
    List<Framework> frameworks,
    Map<String, String> sparkProperties,
    Engine engine,
    boolean prime,
    List<String> eventVariables,
    Optional<String> inputPath,
    Optional<String> outputPath,
    Set<ObjectChange> filterEvents,
    BadRecords badRecords,
    Optional<String> deadLetterPath,
    Set<BatchSource> batchItemFailures,
    Duration deadlineMargin,
    Path sparkHome,
    Optional<URI> s3Endpoint,
    String region,
    int memoryMegabytes,
    Map<String, String> environment) {

  /**
   * The least memory, in MB, in which the handler and a Spark driver fit side by side: Spark
   * refuses to start with less than 450 MB of heap, and what both processes need besides is about
   * as much.
   */
  public static final int LEAST_MEMORY_MB = 1024;

  public Config {
    requireNonNull(script, "script");
    requireNonNull(mainClass, "mainClass");
    pythonFiles = List.copyOf(pythonFiles);
    frameworks = List.copyOf(frameworks);
    sparkProperties = Collections.unmodifiableMap(new LinkedHashMap<>(sparkProperties));
    requireNonNull(engine, "engine");
    eventVariables = List.copyOf(eventVariables);
    requireNonNull(inputPath, "inputPath");
    requireNonNull(outputPath, "outputPath");
    filterEvents = Collections.unmodifiableSet(EnumSet.copyOf(filterEvents));
    requireNonNull(badRecords, "badRecords");
    requireNonNull(deadLetterPath, "deadLetterPath");
    batchItemFailures = Set.copyOf(batchItemFailures);
    requireNonNull(deadlineMargin, "deadlineMargin");
    requireNonNull(sparkHome, "sparkHome");
    requireNonNull(s3Endpoint, "s3Endpoint");
    requireNonNull(region, "region");
    environment = Map.copyOf(environment);
  }

  /**
   * Reads and checks the environment.
   *
   * @throws ConfigurationException with every problem at once
   */
  public static Config fromEnvironment(Map<String, String> environment) {
    return new ConfigReader(environment).read();
  }

  /** Says nothing of the environment and the user's properties: they may hold secrets. */
  @Override
  public String toString() {
    return "Config[" + script.uri() + ", " + frameworks + ", " + memoryMegabytes + " MB]";
  }

  /** The driver's heap in MB, where the user has chosen it. */
  public OptionalInt chosenHeap() {
    String heap = sparkProperties.get("spark.driver.memory");
    return heap == null
        ? OptionalInt.empty()
        : OptionalInt.of((int) SubmitArguments.megabytes(heap));
  }

  /** The folder of Spark's and the table formats' jars. */
  public Path sparkJars() {
    return sparkHome.resolve("jars");
  }
}
