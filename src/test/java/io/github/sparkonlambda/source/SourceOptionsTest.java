package io.github.sparkonlambda.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkonlambda.config.Framework;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SourceOptionsTest {
  @Test
  void haveDefaults() {
    SourceOptions options = SourceOptions.parse("source=kafka", "rate=", "framework=");
    assertThat(options.kind()).isEqualTo(SourceKind.KAFKA);
    assertThat(options.rate()).isEqualTo(500);
    assertThat(options.records()).isEqualTo(5000);
    assertThat(options.framework()).isEqualTo(Framework.ICEBERG);
    assertThat(options.settings()).isEqualTo(MappingSettings.full(Duration.ofSeconds(1)));
  }

  @Test
  void sendEachObjectOfS3Alone() {
    SourceOptions options = SourceOptions.parse("source=S3", "batch=7", "window=9");
    assertThat(options.records()).isEqualTo(10);
    assertThat(options.settings().batchSize()).isEqualTo(1);
    assertThat(options.settings().window()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "source=sqs|-Dsource=sqs: none of [S3, KAFKA, KINESIS]",
        "framework=PAIMON|-Dframework=PAIMON: none of [DELTA, ICEBERG, HUDI]",
        "rate=fast|-Drate=fast: not a whole number over 0",
        "records=0|-Drecords=0: not a whole number over 0",
        "batch=10001|batchSize 10001: 1 to 10000",
        "script=nowhere.java|-Dscript=nowhere.java: no such file",
      })
  void sayWhatIsWrong(String argument, String message) {
    String source = argument.startsWith("source") ? argument : "source=kafka";
    assertThatThrownBy(() -> SourceOptions.parse(source, argument)).hasMessageContaining(message);
  }
}
