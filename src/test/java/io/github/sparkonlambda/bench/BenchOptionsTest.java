package io.github.sparkonlambda.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkonlambda.config.Framework;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BenchOptionsTest {
  @Test
  void haveDefaults() {
    BenchOptions options = BenchOptions.parse("formats=", "delay=");
    assertThat(options.formats()).containsExactly(Framework.values());
    assertThat(options.sizes()).extracting(Size::name).containsExactly("4");
    assertThat(options.memory()).containsExactly(3008);
    assertThat(options.repeats()).isEqualTo(5);
    assertThat(options.warm()).isEqualTo(20);
    assertThat(options.delay()).isEqualTo(Duration.ofMillis(25));
    assertThat(options.engine()).isEmpty();
    assertThat(options.out()).isEqualTo(Path.of("target/bench").toAbsolutePath());
    assertThat(options.cells()).hasSize(8);
    assertThat(options.cells())
        .filteredOn(cell -> !cell.isJava())
        .extracting(Cell::name)
        .containsExactly("DELTA SQL", "DELTA PY");
  }

  @Test
  void takeTheWholeMatrix() {
    BenchOptions options = BenchOptions.parse("full=true", "formats=hudi");
    assertThat(options.sizes())
        .extracting(Size::name)
        .containsExactly("0.1", "1", "4", "10", "100", "400");
    assertThat(options.memory()).containsExactly(1024, 2048, 3008);
    assertThat(options.cells()).hasSize(36).doesNotHaveDuplicates();
    assertThat(options.cells()).extracting(Cell::key).doesNotHaveDuplicates();
  }

  @Test
  void measureWithoutDelayOnce() {
    assertThat(BenchOptions.parse("delay=off").cells())
        .extracting(Cell::route)
        .containsOnly(Route.LOOPBACK);
  }

  @Test
  void measureTheBaselineAtTheLargestMemoryOnly() {
    BenchOptions options =
        BenchOptions.parse("memory=2048,1024", "delay=off", "formats=DELTA", "scripts=JAVA,SQL");
    assertThat(options.cells())
        .filteredOn(options::hasBaseline)
        .extracting(Cell::memoryMegabytes)
        .containsExactly(2048);
  }

  @Test
  void sendALargeFileLessOften() {
    BenchOptions options = BenchOptions.parse("sizes=10,100", "delay=off", "formats=ICEBERG");
    assertThat(options.cells()).extracting(options::warm).containsExactly(20, 6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "formats=DELTA,PAIMON|-Dformats: PAIMON is none of [DELTA, ICEBERG, HUDI]",
        "scripts=JAR|-Dscripts: JAR is none of [JAVA, SQL, PY]",
        "sizes=4,big|-Dsizes: big is no number of MB",
        "sizes=0|-Dsizes: 0 is not between 0 and 4000 MB",
        "sizes=9999|-Dsizes: 9999 is not between 0 and 4000 MB",
        "memory=512|-Dmemory: 512 is not between 1024 and 10240 MB",
        "memory=1024,x|-Dmemory=x: not a whole number over 0",
        "repeats=0|-Drepeats=0: not a whole number over 0",
        "warm=-1|-Dwarm=-1: not a whole number over 0",
        "delay=no|-Ddelay=no: not a whole number over 0",
      })
  void sayWhatIsWrong(String argument, String message) {
    assertThatThrownBy(() -> BenchOptions.parse(argument))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "formats", "scripts", "sizes", "memory", "repeats", "warm", "delay", "engine", "full",
        "out", "help"
      })
  void areExplained(String name) {
    assertThat(BenchOptions.USAGE).contains("  -D" + name + "=");
  }

  @Test
  void nameSizesAfterTheSample() {
    assertThat(Size.of(4).rows()).isEqualTo(22_248);
    assertThat(Size.of(0.1).rows()).isEqualTo(556);
    assertThat(Size.of(0.00001).rows()).isEqualTo(1);
    assertThat(Size.of(400).rows()).isEqualTo(2_224_800);
  }
}
