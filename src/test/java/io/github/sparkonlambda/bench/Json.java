package io.github.sparkonlambda.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sparkonlambda.local.S3Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** The results for programs: every single figure, and what was made of them. */
final class Json {
  private Json() {}

  static String of(Results results) throws JsonProcessingException {
    return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree(results));
  }

  private static Map<String, Object> tree(Results results) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("begun", results.begun().toString());
    tree.put("machine", machine(results.machine()));
    tree.put("load", results.load());
    tree.put("engine", results.options().engine().orElse("default"));
    tree.put("duckdb", results.duckDbs().stream().map(Json::duckDb).toList());
    tree.put("cells", results.cells().stream().map(Json::cell).toList());
    tree.put("ratios", results.ratios().stream().map(Json::ratio).toList());
    return tree;
  }

  private static Map<String, Object> machine(Machine machine) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("cpu", machine.cpu());
    tree.put("processors", machine.processors());
    tree.put("memoryMegabytes", machine.memoryMegabytes());
    tree.put("system", machine.system());
    tree.put("java", machine.java());
    return tree;
  }

  private static Map<String, Object> duckDb(DuckDb duckDb) {
    Map<String, Object> tree = new LinkedHashMap<>();
    size(tree, duckDb.size());
    tree.put("bytes", duckDb.bytes());
    tree.put("cold", series(duckDb.cold()));
    tree.put("warm", series(duckDb.warm()));
    tree.put("peakMegabytes", duckDb.peakMegabytes());
    return tree;
  }

  private static Map<String, Object> cell(CellResult result) {
    Map<String, Object> tree = point(result.cell());
    for (Way way : Way.values()) {
      Measured measured = result.of(way);
      if (measured.failure().isPresent() || !measured.invocations().isEmpty()) {
        tree.put(way.label(), measured(measured));
      }
    }
    return tree;
  }

  private static Map<String, Object> point(Cell cell) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("format", cell.format().name());
    tree.put("script", cell.script().name());
    size(tree, cell.size());
    tree.put("memoryMegabytes", cell.memoryMegabytes());
    tree.put("delayMillis", cell.route().delay().toMillis());
    return tree;
  }

  private static void size(Map<String, Object> tree, Size size) {
    tree.put("megabytes", size.megabytes());
    tree.put("rows", size.rows());
  }

  private static Map<String, Object> measured(Measured measured) {
    Map<String, Object> tree = new LinkedHashMap<>();
    measured.failure().ifPresent(failure -> tree.put("failure", failure));
    tree.put("seconds", series(measured.seconds()));
    for (String phase : List.of("fetchMs", "submitMs", "jobMs")) {
      tree.put(
          phase,
          series(
              new Series(
                  measured.invocations().stream()
                      .map(invocation -> invocation.phases().getOrDefault(phase, 0).doubleValue())
                      .toList())));
    }
    tree.put("peakMegabytes", measured.peakMegabytes());
    tree.put("handlerPeakMegabytes", measured.handlerMegabytes());
    tree.put("temporaryPeakMegabytes", measured.temporaryMegabytes());
    put(tree, "requests", measured.requests());
    tree.put(
        "requestsByKind", measured.invocations().stream().map(i -> byKind(i.requests())).toList());
    tree.put("lastRequests", lastRequests(measured.invocations()));
    return tree;
  }

  private static Map<String, Long> byKind(List<S3Request> requests) {
    Map<String, Long> counts = new TreeMap<>();
    S3Request.byKind(requests).forEach((kind, count) -> counts.put(kind.name(), count));
    return counts;
  }

  /** Those of the last event one by one, for whoever wants to get rid of some. */
  private static List<String> lastRequests(List<Invocation> invocations) {
    return invocations.isEmpty()
        ? new ArrayList<>()
        : invocations.get(invocations.size() - 1).requests().stream()
            .map(S3Request::toString)
            .toList();
  }

  private static Map<String, Object> series(Series series) {
    Map<String, Object> tree = new LinkedHashMap<>();
    put(tree, "median", series.median());
    put(tree, "firstHalfMedian", series.firstHalf().median());
    put(tree, "secondHalfMedian", series.secondHalf().median());
    put(tree, "largest", series.largest());
    tree.put("values", series.values());
    return tree;
  }

  private static Map<String, Object> ratio(Ratio ratio) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("figure", ratio.figure().key());
    tree.putAll(point(ratio.cell()));
    tree.put("value", ratio.value());
    put(tree, "target", ratio.target());
    tree.put("reached", ratio.reached());
    return tree;
  }

  private static void put(Map<String, Object> tree, String name, OptionalDouble value) {
    value.ifPresent(present -> tree.put(name, present));
  }
}
