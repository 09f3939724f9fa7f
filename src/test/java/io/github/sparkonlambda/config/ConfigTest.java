package io.github.sparkonlambda.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.sparkonlambda.failure.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigTest {
  @TempDir Path sparkHome;

  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void setUpSparkHome() throws IOException {
    Files.createDirectories(sparkHome.resolve("bin"));
    Files.createDirectories(sparkHome.resolve("jars"));
    Files.createDirectories(sparkHome.resolve("conf"));
    Files.createFile(sparkHome.resolve("bin/java-module-options"));
    Path sparkClass = Files.createFile(sparkHome.resolve("bin/spark-class"));
    Files.setPosixFilePermissions(sparkClass, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String jar :
        new String[] {
          "delta-spark_2.12-3.3.3.jar",
          "iceberg-spark-runtime-3.5_2.12-1.12.0.jar",
          "hudi-spark3.5-bundle_2.12-1.2.0.jar"
        }) {
      Files.createFile(sparkHome.resolve("jars").resolve(jar));
    }
    environment.put("SCRIPT_BUCKET", "scripts");
    environment.put("SPARK_SCRIPT", "jobs/CsvToDelta.java");
    environment.put("SPARK_HOME", sparkHome.toString());
    environment.put("AWS_REGION", "eu-west-1");
  }

  @Test
  void hasDefaultsForAllThatIsNotRequired() {
    Config config = Config.fromEnvironment(environment);
    assertThat(config.script().uri()).isEqualTo("s3://scripts/jobs/CsvToDelta.java");
    assertThat(config.script().fileName()).isEqualTo("CsvToDelta.java");
    assertThat(config.script().kind()).isEqualTo(ScriptKind.JAVA);
    assertThat(config.mainClass()).isEmpty();
    assertThat(config.frameworks()).isEmpty();
    assertThat(config.sparkProperties()).isEmpty();
    assertThat(config.engine()).isEqualTo(Engine.WARM);
    assertThat(config.prime()).isFalse();
    assertThat(config.inputPath()).isEmpty();
    assertThat(config.outputPath()).isEmpty();
    assertThat(config.filterEvents()).containsExactly(ObjectChange.CREATED);
    assertThat(config.badRecords()).isEqualTo(BadRecords.FAIL);
    assertThat(config.batchItemFailures()).isEmpty();
    assertThat(config.deadLetterPath()).isEmpty();
    assertThat(config.deadlineMargin()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.s3Endpoint()).isEmpty();
    assertThat(config.memoryMegabytes()).isGreaterThan(Config.LEAST_MEMORY_MB);
  }

  @Test
  void readsEverySetting() {
    environment.put("SPARK_SCRIPT", "job.JAR");
    environment.put("SPARK_MAIN_CLASS", "com.example.Job");
    environment.put("FRAMEWORK", "hudi, Delta,,hudi");
    environment.put("SPARK_SUBMIT_ARGS", "--conf spark.a=1");
    environment.put("SPARK_ENGINE", "FORK");
    environment.put("INPUT_PATH", "s3://in/");
    environment.put("OUTPUT_PATH", "s3://out/");
    environment.put("FILTER_EVENTS", "Removed, empty,");
    environment.put("BAD_RECORDS", "Dead-Letter");
    environment.put("DEAD_LETTER_PATH", "s3a://bad/letters");
    environment.put("DEADLINE_MARGIN", "30");
    environment.put("EVENT_VARIABLES", "DAY, Table_1");
    environment.put("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9000");
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "3008");
    Config config = Config.fromEnvironment(environment);
    assertThat(config.script().kind()).isEqualTo(ScriptKind.JAR);
    assertThat(config.mainClass()).contains("com.example.Job");
    assertThat(config.frameworks()).containsExactly(Framework.HUDI, Framework.DELTA);
    assertThat(config.sparkProperties()).containsExactly(entry("spark.a", "1"));
    assertThat(config.eventVariables()).containsExactly("DAY", "Table_1");
    assertThat(config.inputPath()).contains("s3://in/");
    assertThat(config.outputPath()).contains("s3://out/");
    assertThat(config.filterEvents()).containsExactly(ObjectChange.EMPTY, ObjectChange.REMOVED);
    assertThat(config.badRecords()).isEqualTo(BadRecords.DEAD_LETTER);
    assertThat(config.deadLetterPath()).contains("s3a://bad/letters");
    assertThat(config.deadlineMargin()).isEqualTo(Duration.ofSeconds(30));
    assertThat(config.s3Endpoint()).contains(URI.create("http://127.0.0.1:9000"));
    assertThat(config.region()).isEqualTo("eu-west-1");
    assertThat(config.memoryMegabytes()).isEqualTo(3008);
  }

  @Test
  void refusesSettingsOfEventsThatMeanNothing() {
    environment.put("FILTER_EVENTS", "created,deleted");
    environment.put("BAD_RECORDS", "ignore");
    environment.put("DEAD_LETTER_PATH", "/tmp/bad");
    environment.put("BATCH_ITEM_FAILURES", "kafka, s3");
    assertThatThrownBy(() -> Config.fromEnvironment(environment))
        .hasMessageContainingAll(
            "4 problems",
            "BATCH_ITEM_FAILURES=kafka, s3: expected comma list of kinesis, kafka, dynamodb, sqs,"
                + " or",
            "FILTER_EVENTS=deleted: expected comma list of created, empty, removed, other",
            "BAD_RECORDS=ignore: expected fail, skip or dead-letter",
            "DEAD_LETTER_PATH=/tmp/bad: expected an s3:// or s3a:// path");
    environment
        .keySet()
        .removeAll(Set.of("FILTER_EVENTS", "DEAD_LETTER_PATH", "BATCH_ITEM_FAILURES"));
    environment.put("BAD_RECORDS", "dead-letter");
    assertThatThrownBy(() -> Config.fromEnvironment(environment))
        .hasMessageContaining("DEAD_LETTER_PATH is not set, but BAD_RECORDS=dead-letter");
  }

  @Test
  void prefersTheS3EndpointOverTheGeneralOne() {
    environment.put("AWS_ENDPOINT_URL", "https://general:1");
    assertThat(Config.fromEnvironment(environment).s3Endpoint())
        .contains(URI.create("https://general:1"));
    environment.put("AWS_ENDPOINT_URL_S3", "https://s3:2");
    assertThat(Config.fromEnvironment(environment).s3Endpoint())
        .contains(URI.create("https://s3:2"));
  }

  @Test
  void readsPysparkSubmitArgsAsASynonymAndDropsItsShell() {
    environment.put("PYSPARK_SUBMIT_ARGS", "--master local[1] pyspark-shell");
    assertThat(Config.fromEnvironment(environment).sparkProperties())
        .containsExactly(entry("spark.master", "local[1]"));
    environment.put("SPARK_SUBMIT_ARGS", "--master local[2]");
    assertThatThrownBy(() -> Config.fromEnvironment(environment))
        .hasMessageContaining("SPARK_SUBMIT_ARGS and PYSPARK_SUBMIT_ARGS are both set and differ");
  }

  @Test
  void countsABlankVariableAsNotSet() {
    environment.put("FRAMEWORK", " ");
    environment.put("DEADLINE_MARGIN", "");
    environment.put("AWS_ENDPOINT_URL_S3", "");
    Config config = Config.fromEnvironment(environment);
    assertThat(config.frameworks()).isEmpty();
    assertThat(config.deadlineMargin()).isEqualTo(Duration.ofSeconds(10));
    assertThat(config.s3Endpoint()).isEqualTo(Optional.empty());
  }

  @Test
  void reportsAllProblemsTogether() {
    environment.clear();
    environment.put("SPARK_SCRIPT", "");
    environment.put("FRAMEWORK", "DELTA,PAIMON");
    environment.put("SPARK_SUBMIT_ARGS", "--conf 'x");
    environment.put("SPARK_HOME", sparkHome.resolve("nowhere").toString());
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512");
    assertThatThrownBy(() -> Config.fromEnvironment(environment))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            """
            7 problems with the function's environment variables:
            - SCRIPT_BUCKET is not set: expected an S3 bucket name
            - SPARK_SCRIPT is empty: expected an S3 key that ends in .jar, .java, .sql or .py
            - FRAMEWORK=PAIMON: expected comma list of DELTA, ICEBERG, HUDI, any case
            - SPARK_SUBMIT_ARGS: the quote ' at character 8 is not closed
            - SPARK_HOME=%s/nowhere: expected a folder as download_jars.sh fills it, with bin/spark-class, conf/ and jars/
            - AWS_REGION is not set: expected a region name, such as eu-west-1
            - AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512: expected whole MB, 1024 or more\
            """
                .formatted(sparkHome));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SCRIPT_BUCKET|s3://scripts|a bucket name alone",
        "SPARK_SCRIPT|s3://scripts/a.jar|the key alone",
        "SPARK_SCRIPT|job.scala|its ending is none of .jar, .java",
        "SPARK_ENGINE|warp|fork",
        "PRIME|yes|true or false",
        "DEADLINE_MARGIN|5|whole seconds, 6 to 300",
        "DEADLINE_MARGIN|10s|whole seconds",
        "DEADLINE_MARGIN|-1|whole seconds",
        "AWS_ENDPOINT_URL_S3|localhost:9000|an http:// or https:// URL",
        "AWS_ENDPOINT_URL|http://h/path|an http:// or https:// URL",
        "AWS_ENDPOINT_URL|http://{h}:1|an http:// or https:// URL",
        "AWS_REGION|Ireland (west)|a region name",
        "EVENT_VARIABLES|DAY,LD-X|comma list of names",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE|1023|1024 or more",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE|lots|whole MB",
      })
  void namesValueAndAllowedFormOfABadSetting(String name, String value, String form) {
    environment.put(name, value);
    assertThatThrownBy(() -> Config.fromEnvironment(environment))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("- " + name + "=" + value + ": ")
        .hasMessageContaining(form);
  }

  @Test
  void refusesAHeapThatDoesNotFitAndReportsEveryBadOption() {
    environment.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "2048");
    environment.put("SPARK_SUBMIT_ARGS", "--driver-memory 8g");
    assertThatThrownBy(() -> Config.fromEnvironment(environment))
        .hasMessage(
            "1 problem with the function's environment variables:\n"
                + "- SPARK_SUBMIT_ARGS: a driver memory of 8g does not fit into the function's 2048"
                + " MB");
    environment.put("SPARK_SUBMIT_ARGS", "--master yarn --class X --queue q");
    assertThatThrownBy(() -> Config.fromEnvironment(environment))
        .hasMessageContainingAll("--class is not taken here", "--queue is not", "--master yarn");
  }

  @Test
  void primesAResidentDriverOnly() {
    environment.put("PRIME", "True");
    assertThat(Config.fromEnvironment(environment).prime()).isTrue();
    environment.put("SPARK_ENGINE", "fork");
    assertThatThrownBy(() -> Config.fromEnvironment(environment))
        .hasMessageContaining("- PRIME=true needs a resident driver: set SPARK_ENGINE=warm");
  }

  @Test
  void takesModulesForAPythonScriptOnly() {
    environment.put("SPARK_PY_FILES", "s3://b/tax.py, s3a://b/lib/more-1.0-py3-none-any.whl,");
    environment.put("SPARK_SCRIPT", "job.py");
    assertThat(Config.fromEnvironment(environment).pythonFiles())
        .containsExactly(
            new S3Location("b", "tax.py"), new S3Location("b", "lib/more-1.0-py3-none-any.whl"));
    environment.put("SPARK_PY_FILES", "s3://b/a.egg,b/a.py,s3://b/.py");
    assertThatThrownBy(() -> Config.fromEnvironment(environment))
        .hasMessageContainingAll(
            "- SPARK_PY_FILES=s3://b/a.egg: expected comma list of s3:// URIs that end in .py,",
            "- SPARK_PY_FILES=b/a.py:",
            "- SPARK_PY_FILES=s3://b/.py:");
    environment.put("SPARK_PY_FILES", "s3://b/a.py");
    environment.put("SPARK_SCRIPT", "job.sql");
    assertThatThrownBy(() -> Config.fromEnvironment(environment))
        .hasMessageContaining("SPARK_PY_FILES is set, but SPARK_SCRIPT is no .py: leave it out");
  }

  @Test
  void printsNoSecret() {
    environment.put("AWS_SECRET_ACCESS_KEY", "hush");
    environment.put("SPARK_SUBMIT_ARGS", "--conf spark.hadoop.fs.s3a.secret.key=hush");
    assertThat(Config.fromEnvironment(environment).toString())
        .contains("s3://scripts/jobs")
        .doesNotContain("hush");
  }

  @Test
  void refusesAFrameworkWhoseJarIsNotInTheImage() throws IOException {
    Files.delete(sparkHome.resolve("jars/hudi-spark3.5-bundle_2.12-1.2.0.jar"));
    environment.put("FRAMEWORK", "HUDI");
    assertThatThrownBy(() -> Config.fromEnvironment(environment))
        .hasMessageContaining("FRAMEWORK=HUDI: this image has no hudi-spark*.jar in ");
  }
}
