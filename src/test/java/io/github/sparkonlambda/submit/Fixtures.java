package io.github.sparkonlambda.submit;

import io.github.sparkonlambda.config.BadRecords;
import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.config.Engine;
import io.github.sparkonlambda.config.Framework;
import io.github.sparkonlambda.config.ObjectChange;
import io.github.sparkonlambda.config.S3Location;
import io.github.sparkonlambda.config.ScriptKind;
import io.github.sparkonlambda.config.ScriptLocation;
import io.github.sparkonlambda.script.JobScript;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Values that the tests of this package share. */
final class Fixtures {
  static final ScriptLocation LOCATION =
      new ScriptLocation(new S3Location("b", "k.jar"), ScriptKind.JAR);
  static final JobScript SCRIPT =
      new JobScript(LOCATION, "\"e\"", Path.of("/tmp/job.jar"), "Main", List.of());
  static final JobPaths NO_PATHS = new JobPaths(Optional.empty(), Optional.empty());

  private Fixtures() {}

  static Config config(Path sparkHome, List<Framework> frameworks, Map<String, String> properties) {
    return config(sparkHome, frameworks, properties, Map.of("AWS_ACCESS_KEY_ID", "AKIA"));
  }

  static Config config(
      Path sparkHome,
      List<Framework> frameworks,
      Map<String, String> properties,
      Map<String, String> environment) {
    return config(sparkHome, frameworks, properties, 2048, environment);
  }

  /** A function of this much memory in MB. */
  static Config config(Path sparkHome, int memory, Map<String, String> environment) {
    return config(sparkHome, List.of(), Map.of(), memory, environment);
  }

  /** The same with Spark properties of the user's. */
  static Config config(
      Path sparkHome, int memory, Map<String, String> properties, Map<String, String> environment) {
    return config(sparkHome, List.of(), properties, memory, environment);
  }

  /** Whose driver is resident. */
  static Config warm(Path sparkHome) {
    return config(sparkHome, List.of(), Map.of(), 2048, Map.of(), Engine.WARM);
  }

  private static Config config(
      Path sparkHome,
      List<Framework> frameworks,
      Map<String, String> properties,
      int memory,
      Map<String, String> environment) {
    return config(sparkHome, frameworks, properties, memory, environment, Engine.FORK);
  }

  private static Config config(
      Path sparkHome,
      List<Framework> frameworks,
      Map<String, String> properties,
      int memory,
      Map<String, String> environment,
      Engine engine) {
    return new Config(
        LOCATION,
        Optional.empty(),
        List.of(),
        frameworks,
        properties,
        engine,
        false,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        EnumSet.of(ObjectChange.CREATED),
        BadRecords.FAIL,
        Optional.empty(),
        Set.of(),
        Duration.ofSeconds(10),
        sparkHome,
        Optional.of(URI.create("http://127.0.0.1:9000")),
        "eu-west-1",
        memory,
        environment);
  }
}
