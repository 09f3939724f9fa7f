package io.github.sparkonlambda.bench;

import io.github.sparkonlambda.config.Framework;
import io.github.sparkonlambda.config.ScriptKind;
import io.github.sparkonlambda.local.S3Request;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Results as a run with {@code -Drepeats=1 -Dwarm=3} might have them. */
final class Fixtures {
  static final Size SAMPLE = Size.of(4);
  static final Route DELAYED = new Route(Duration.ofMillis(25));
  static final Cell DELTA =
      new Cell(Framework.DELTA, ScriptKind.JAVA, SAMPLE, 3008, Route.LOOPBACK);

  private static final S3Request REQUEST =
      new S3Request(S3Request.Kind.HEAD, "HEAD", "lake", "t/part-0");

  private Fixtures() {}

  /** A baseline of 10 s, 3 s cold and 0.5 s warm; delayed 11 s, 4 s, 0.6 s and 9 requests. */
  static Results delta() {
    Results results = empty();
    results.add(
        new DuckDb(
            SAMPLE, 3_812_345, new Series(List.of(0.8)), new Series(List.of(0.1, 0.1)), 101));
    results.add(cell(DELTA, 10, 3, 0.5, 0));
    results.add(cell(DELTA.by(DELAYED), 11, 4, 0.6, 9));
    return results;
  }

  static CellResult inPython(double cold, double warm) {
    CellResult result =
        new CellResult(new Cell(Framework.DELTA, ScriptKind.PY, SAMPLE, 3008, Route.LOOPBACK));
    result.of(Way.COLD).add(invocation(cold, 0));
    result.of(Way.WARM).add(invocation(warm, 0));
    return result;
  }

  static Results empty() {
    return new Results(
        Instant.parse("2026-11-23T08:00:00Z"),
        new Machine("CPU", 2, 24_000, "Linux 6", "OpenJDK 17"),
        0.5,
        BenchOptions.parse("formats=delta", "repeats=1", "warm=3"));
  }

  private static CellResult cell(Cell cell, double baseline, double cold, double warm, int asked) {
    CellResult result = new CellResult(cell);
    result.of(Way.BASELINE).add(invocation(baseline, asked));
    result.of(Way.COLD).add(invocation(cold, asked));
    result.of(Way.COLD).addMemory(620, 105);
    result.of(Way.COLD).addTemporary(41);
    result.of(Way.WARM).add(invocation(warm, asked));
    result.of(Way.WARM).add(invocation(warm, asked));
    return result;
  }

  static Invocation invocation(double seconds, int asked) {
    return new Invocation(
        seconds,
        Map.of("fetchMs", 5, "submitMs", 10, "jobMs", (int) (seconds * 1000)),
        Collections.nCopies(asked, REQUEST));
  }
}
