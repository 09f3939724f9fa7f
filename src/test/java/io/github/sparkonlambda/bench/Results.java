package io.github.sparkonlambda.bench;

import io.github.sparkonlambda.config.ScriptKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Everything measured so far in one run. */
final class Results {
  private final Instant begun;
  private final Machine machine;
  private final double load;
  private final BenchOptions options;
  private final List<DuckDb> duckDbs = new ArrayList<>();
  private final List<CellResult> cells = new ArrayList<>();

  Results(Instant begun, Machine machine, double load, BenchOptions options) {
    this.begun = begun;
    this.machine = machine;
    this.load = load;
    this.options = options;
  }

  void add(DuckDb duckDb) {
    duckDbs.add(duckDb);
  }

  void add(CellResult cell) {
    cells.add(cell);
  }

  Instant begun() {
    return begun;
  }

  Machine machine() {
    return machine;
  }

  /** The machine's load when the run began, as {@link Machine#load}. */
  double load() {
    return load;
  }

  BenchOptions options() {
    return options;
  }

  List<DuckDb> duckDbs() {
    return List.copyOf(duckDbs);
  }

  List<CellResult> cells() {
    return List.copyOf(cells);
  }

  boolean failed() {
    return cells.stream().anyMatch(CellResult::failed);
  }

  /** Every figure with a target for which all of its parts were measured. */
  List<Ratio> ratios() {
    List<Ratio> ratios = new ArrayList<>();
    for (CellResult result : cells) {
      for (Figure figure : Figure.values()) {
        value(figure, result)
            .ifPresent(value -> ratios.add(new Ratio(figure, result.cell(), value)));
      }
    }
    return ratios;
  }

  private OptionalDouble value(Figure figure, CellResult result) {
    Cell cell = result.cell();
    Route route = cell.route();
    OptionalDouble warm = median(result, Way.WARM);
    return switch (figure) {
      case SQL -> toJava(result, ScriptKind.SQL, Way.WARM);
      case PYTHON -> toJava(result, ScriptKind.PY, Way.WARM);
      case PYTHON_COLD -> toJava(result, ScriptKind.PY, Way.COLD);
      case COLD -> quotient(median(result, Way.COLD), median(result, Way.BASELINE));
      case WARM -> quotient(warm, median(result, Way.BASELINE));
      case DUCKDB ->
          route.delayed() || !cell.isJava()
              ? OptionalDouble.empty()
              : quotient(warm, duckDb(result));
      case REQUESTS -> result.of(Way.WARM).requests();
      case DELAY ->
          route.delayed()
              ? quotient(warm, median(cell.by(Route.LOOPBACK), Way.WARM))
              : OptionalDouble.empty();
    };
  }

  private static OptionalDouble median(CellResult result, Way way) {
    return result.of(way).seconds().median();
  }

  private OptionalDouble duckDb(CellResult result) {
    return duckDbs.stream()
        .filter(duckDb -> duckDb.size().equals(result.cell().size()))
        .findFirst()
        .map(duckDb -> duckDb.warm().median())
        .orElse(OptionalDouble.empty());
  }

  private OptionalDouble toJava(CellResult result, ScriptKind script, Way way) {
    return result.cell().script() == script
        ? quotient(median(result, way), median(result.cell().inJava(), way))
        : OptionalDouble.empty();
  }

  private OptionalDouble median(Cell cell, Way way) {
    return cells.stream()
        .filter(result -> result.cell().equals(cell))
        .findFirst()
        .map(result -> median(result, way))
        .orElse(OptionalDouble.empty());
  }

  private static OptionalDouble quotient(OptionalDouble dividend, OptionalDouble divisor) {
    return dividend.isPresent() && divisor.isPresent()
        ? OptionalDouble.of(dividend.getAsDouble() / divisor.getAsDouble())
        : OptionalDouble.empty();
  }
}
