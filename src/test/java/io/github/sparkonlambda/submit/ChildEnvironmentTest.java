package io.github.sparkonlambda.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChildEnvironmentTest {
  @Test
  void handsOnTheFunctionsVariablesButNotWhatSpeaksToTheHandler() {
    assertThat(
            of(
                    Map.of(
                        "PATH", "/bin",
                        "AWS_SESSION_TOKEN", "t",
                        "AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001",
                        "_HANDLER", "h",
                        "JAVA_TOOL_OPTIONS", "-Xmx1g",
                        "SPARK_SUBMIT_ARGS", "--x",
                        "HTTPS_PROXY", "http://proxy",
                        "TABLE_NAME", "t1"),
                    Map.of())
                .variables())
        .containsOnly(
            Map.entry("PATH", "/bin"),
            Map.entry("AWS_SESSION_TOKEN", "t"),
            Map.entry("HTTPS_PROXY", "http://proxy"),
            Map.entry("TABLE_NAME", "t1"),
            Map.entry("EVENT_FILE", "/e"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PATH",
        "LD_PRELOAD",
        "JAVA_TOOL_OPTIONS",
        "JDK_JAVA_OPTIONS",
        "_JAVA_OPTIONS",
        "SPARK_HOME",
        "HADOOP_CONF_DIR",
        "PYTHONPATH",
        "PYSPARK_PYTHON",
        "AWS_SECRET_ACCESS_KEY",
        "LAMBDA_TASK_ROOT",
        "LOG4J_CONFIGURATION_FILE",
        "HOODIE_ENV_fs_DOT_s3a_DOT_endpoint",
        "KRB5_CONFIG",
        "FUNCNEST",
        "http_proxy",
        "no_proxy",
        "HOME",
        "BASH_ENV",
        "EVENT_FILE",
        "SCRIPT_BUCKET",
        "Input_Path",
        "1st",
        "with-dash",
        "with space",
        "a=b",
        "",
      })
  void admitsOnlyNamesThatSteerNothing(String name) {
    ChildEnvironment environment = of(Map.of(), Map.of(name, "evil"));
    assertThat(environment.variables()).doesNotContainValue("evil");
    assertThat(environment.leftOut()).containsExactly(name);
  }

  @Test
  void admitsNamesInLowerCaseAndThoseTheOwnerLists() {
    Map<String, String> event =
        Map.of("day", "1", "tableName", "2", "a_b1", "3", "DAY", "4", "X", "5");
    ChildEnvironment environment =
        ChildEnvironment.of(Map.of(), event, List.of("DAY"), Fixtures.NO_PATHS, Map.of());
    assertThat(environment.variables()).containsOnlyKeys("day", "tableName", "a_b1", "DAY");
    assertThat(environment.leftOut()).containsExactly("X");
  }

  @Test
  void doesNotLetACallerChangeTheOwnersVariables() {
    ChildEnvironment environment = of(Map.of("tenant", "a"), Map.of("tenant", "b", "day", "1"));
    assertThat(environment.variables()).containsEntry("tenant", "a").containsEntry("day", "1");
    assertThat(environment.leftOut()).containsExactly("tenant");
  }

  @Test
  void leavesOutWhatTheKernelWouldRefuse() {
    Map<String, String> event = new HashMap<>();
    event.put("long", "x".repeat(ChildEnvironment.LONGEST_VALUE + 1));
    event.put("nul", "a\0b");
    assertThat(of(Map.of(), event).leftOut()).containsExactly("long", "nul");
    event.clear();
    for (int i = 0; i < 1000; i++) {
      event.put("f" + i, "x".repeat(ChildEnvironment.LONGEST_VALUE));
    }
    ChildEnvironment environment = of(Map.of(), event);
    assertThat(environment.variables()).hasSizeLessThan(40);
    assertThat(environment.leftOut()).hasSizeGreaterThan(960);
  }

  @Test
  void givesPathsInBothCases() {
    ChildEnvironment environment =
        ChildEnvironment.of(
            Map.of("INPUT_PATH", "default"),
            Map.of("input_path", "event"),
            List.of(),
            new JobPaths(Optional.of("event"), Optional.empty()),
            Map.of());
    assertThat(environment.variables())
        .containsOnly(Map.entry("INPUT_PATH", "event"), Map.entry("input_path", "event"));
    assertThat(environment.leftOut()).isEmpty();
  }

  @Test
  void doesNotPrintValues() {
    assertThat(of(Map.of("MY_KEY", "hush"), Map.of()).toString())
        .contains("MY_KEY")
        .doesNotContain("hush");
  }

  private static ChildEnvironment of(Map<String, String> function, Map<String, String> event) {
    return ChildEnvironment.of(
        function, event, List.of(), Fixtures.NO_PATHS, Map.of("EVENT_FILE", "/e"));
  }
}
