package io.github.sparkonlambda.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LocalOptionsTest {
  @TempDir Path folder;

  @Test
  void haveDefaults() {
    LocalOptions options = LocalOptions.parse("framework=", "rows=");
    assertThat(options.framework()).isEqualTo("ICEBERG");
    assertThat(options.script()).hasToString("spark-scripts/CsvToIceberg.java");
    assertThat(options.rows()).isEqualTo(22_248);
    assertThat(options.memoryMegabytes()).isEqualTo(3008);
    assertThat(options.timeout()).hasMinutes(15);
    assertThat(options.invocations()).isEqualTo(1);
  }

  @Test
  void pickTheSampleOfTheFirstFramework() {
    assertThat(LocalOptions.parse("framework=hudi,DELTA").script())
        .hasToString("spark-scripts/CsvToHudi.java");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "framework=PAIMON|there is no sample for PAIMON",
        "rows=many|-Drows=many: not a whole number over 0",
        "invocations=0|-Dinvocations=0: not a whole number over 0",
        "script=nowhere.java|-Dscript=nowhere.java: no such file",
        "input=src|-Dinput=src: no such file",
        "memory=20000|-Dmemory=20000: Lambda gives 10240 MB at most",
      })
  void sayWhatIsWrong(String argument, String message) {
    assertThatThrownBy(() -> LocalOptions.parse(argument)).hasMessageContaining(message);
  }

  @Test
  void refuseAnEventThatIsNoObject() throws IOException {
    Path event = folder.resolve("event.json");
    for (String text : new String[] {"[1]", "not json", ""}) {
      Files.writeString(event, text);
      assertThatThrownBy(() -> LocalOptions.parse("event=" + event))
          .hasMessageContaining("not a JSON object");
    }
    Files.writeString(event, "{}");
    assertThat(LocalOptions.parse("event=" + event).event()).contains(event);
  }
}
