package io.github.sparkonlambda.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sparkonlambda.config.Framework;
import org.junit.jupiter.api.Test;

/** The ratios, and what table, JSON and chart show of a run. */
final class ResultsTest {
  @Test
  void compareOnlyWhatBelongsTogether() {
    assertThat(Fixtures.delta().ratios())
        .extracting(Ratio::figure, ratio -> ratio.cell().route())
        .containsExactly(
            tuple(Figure.COLD, Route.LOOPBACK),
            tuple(Figure.WARM, Route.LOOPBACK),
            tuple(Figure.DUCKDB, Route.LOOPBACK),
            tuple(Figure.COLD, Fixtures.DELAYED),
            tuple(Figure.WARM, Fixtures.DELAYED),
            tuple(Figure.REQUESTS, Fixtures.DELAYED),
            tuple(Figure.DELAY, Fixtures.DELAYED));
  }

  @Test
  void compareTheLanguages() {
    Results results = Fixtures.delta();
    results.add(Fixtures.inPython(4, 0.6));
    assertThat(results.ratios())
        .filteredOn(ratio -> !ratio.cell().isJava())
        .extracting(Ratio::figure, Ratio::value)
        .containsExactly(tuple(Figure.PYTHON, 1.2), tuple(Figure.PYTHON_COLD, 4 / 3.0));
  }

  @Test
  void divideMedians() {
    double[] values = Fixtures.delta().ratios().stream().mapToDouble(Ratio::value).toArray();
    assertThat(values)
        .containsExactly(new double[] {0.3, 0.05, 5, 4 / 11.0, 0.6 / 11, 9, 1.2}, within(1e-9));
  }

  @Test
  void areComparedWithTheTargets() {
    assertThat(Fixtures.delta().ratios())
        .filteredOn(ratio -> !ratio.reached())
        .extracting(Ratio::figure)
        .containsExactly(Figure.COLD);
    assertThat(Figure.WARM.target(Framework.HUDI)).hasValue(0.10);
    assertThat(Figure.DUCKDB.target(Framework.HUDI)).isEmpty();
  }

  @Test
  void standInATableBesideTheirTargets() {
    assertThat(Report.of(Fixtures.delta()).lines())
        .anyMatch(line -> line.matches("DELTA +4 +3008 +loopback +10.00 +3.00 +0.500 .* -"))
        .anyMatch(line -> line.matches("DELTA .* +- +620 +- +105 +41 +-"))
        .anyMatch(line -> line.matches("DELTA +4 +3008 +\\+25 ms +11.00 +4.00 +0.600 .* 9"))
        .anyMatch(line -> line.matches("cold / baseline .* 0.300 +<= 0.330 +met"))
        .anyMatch(line -> line.matches("cold / baseline .* 0.364 +<= 0.330 +missed"))
        .anyMatch(line -> line.matches(" +4 +3.81 +0.800 +0.100 +101"));
  }

  @Test
  void goOnWithoutWhatFailed() {
    Results results = Fixtures.empty();
    CellResult cell = new CellResult(Fixtures.DELTA);
    cell.of(Way.BASELINE).add(Fixtures.invocation(10, 0));
    cell.of(Way.BASELINE).fail("JobFailedException: out of memory");
    cell.of(Way.COLD).add(Fixtures.invocation(3, 0));
    results.add(cell);
    assertThat(results.failed()).isTrue();
    assertThat(results.ratios()).isEmpty();
    assertThat(Report.of(results).lines())
        .anyMatch(line -> line.matches("DELTA +4 +3008 +loopback +failed +3.00 +- .*"));
  }

  @Test
  void areWrittenAsJson() throws Exception {
    JsonNode json = new ObjectMapper().readTree(Json.of(Fixtures.delta()));
    assertThat(json.at("/machine/processors").asInt()).isEqualTo(2);
    assertThat(json.at("/cells/1/delayMillis").asInt()).isEqualTo(25);
    assertThat(json.at("/cells/1/warm/seconds/median").asDouble()).isEqualTo(0.6);
    assertThat(json.at("/cells/1/warm/seconds/values")).hasSize(2);
    assertThat(json.at("/cells/1/warm/requests").asInt()).isEqualTo(9);
    assertThat(json.at("/cells/1/warm/requestsByKind/0/HEAD").asInt()).isEqualTo(9);
    assertThat(json.at("/cells/1/warm/lastRequests/0").asText()).isEqualTo("HEAD lake/t/part-0");
    assertThat(json.at("/cells/0/cold/peakMegabytes").asInt()).isEqualTo(620);
    assertThat(json.at("/cells/0/cold/temporaryPeakMegabytes").asInt()).isEqualTo(41);
    assertThat(json.at("/cells/0/warm/requests").isMissingNode()).isTrue();
    assertThat(json.at("/duckdb/0/bytes").asLong()).isEqualTo(3_812_345);
    assertThat(json.at("/ratios/0/figure").asText()).isEqualTo("cold");
    assertThat(json.at("/ratios/0/target").asDouble()).isEqualTo(0.33);
  }

  @Test
  void areDrawn() {
    assertThat(Chart.svg(Fixtures.delta()))
        .startsWith("<?xml")
        .contains(">DELTA 4 MB<", ">DuckDB 4 MB<", ">warm, S3 +25 ms<", ">10<", ">0.6<");
  }
}
