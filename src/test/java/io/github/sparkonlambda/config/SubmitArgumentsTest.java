package io.github.sparkonlambda.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SubmitArgumentsTest {
  @Test
  void turnsOptionsIntoProperties() {
    assertThat(
            SubmitArguments.parse(
                "--driver-memory 2g --jars a.jar,b.jar --conf spark.x=1 -c 'spark.y=a b' --name=n"))
        .containsOnly(
            entry("spark.driver.memory", "2g"),
            entry("spark.jars", "a.jar,b.jar"),
            entry("spark.x", "1"),
            entry("spark.y", "a b"),
            entry("spark.app.name", "n"));
  }

  @Test
  void keepsEqualsSignsInValues() {
    assertThat(SubmitArguments.parse("--conf spark.driver.extraJavaOptions=-Da=b=c"))
        .containsExactly(entry("spark.driver.extraJavaOptions", "-Da=b=c"));
  }

  @Test
  void letsOptionsWinOverConfAndConfOverFilesAndLaterOverEarlier(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("p.properties");
    Files.writeString(file, "spark.driver.memory 1g\nspark.a=file\nspark.b=file  \n");
    assertThat(
            SubmitArguments.parse(
                "--driver-memory 3g --conf spark.driver.memory=2g --conf spark.a=1"
                    + " --conf spark.a=2 --properties-file "
                    + file))
        .containsOnly(
            entry("spark.driver.memory", "3g"), entry("spark.a", "2"), entry("spark.b", "file"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--conf|--conf has no value",
        "--conf spark.x|--conf takes key=value, not 'spark.x'",
        "--conf =1|--conf takes key=value, not '=1'",
        "--class Main|set SPARK_MAIN_CLASS",
        "--master yarn|Spark runs inside the function",
        "--master local-cluster[2,1,1024]|Spark runs inside the function",
        "--conf spark.submit.deployMode=cluster|only client works here",
        "--driver-memory plenty|--driver-memory plenty: not a size such as 512m or 2g",
        "--driver-memory 100m|--driver-memory 100m: Spark needs 480m or more",
        "--driver-java-options '-Da=\"b'|the quote \" at character 5 is not closed",
        "--driver-java-options -Xmx9g|must not hold -Xmx9g: use --driver-memory",
        "--deploy-mode cluster|only client works here",
        "--queue fast|--queue is not an option that a job inside Lambda can use",
        "job.jar|'job.jar' is not an option",
        "--properties-file /nowhere|--properties-file /nowhere cannot be read",
      })
  void saysWhatIsWrongWithAnOption(String line, String message) {
    assertThatThrownBy(() -> SubmitArguments.parse(line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
