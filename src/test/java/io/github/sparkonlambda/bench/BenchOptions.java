package io.github.sparkonlambda.bench;

import io.github.sparkonlambda.config.Framework;
import io.github.sparkonlambda.config.ScriptKind;
import io.github.sparkonlambda.local.Arguments;
import io.github.sparkonlambda.local.Build;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What {@code mvn -Pbench} was asked for.
 *
 * @param formats table formats
 * @param scripts what the samples are written in
 * @param sizes sizes of the CSV
 * @param memory the function's memory settings, in MB
 * @param repeats how many events by the baseline, and how many cold sandboxes
 * @param warm the last invocation of a warm sandbox; the first is a cold one
 * @param delay what is added to each S3 request in the second half of the measurements; none if
 *     zero
 * @param engine as SPARK_ENGINE, or empty for the product's default
 * @param out the folder of the figures
 */
record BenchOptions(
    List<Framework> formats,
    List<ScriptKind> scripts,
    List<Size> sizes,
    List<Integer> memory,
    int repeats,
    int warm,
    Duration delay,
    Optional<String> engine,
    Path out) {

  static final String USAGE =
      """
      mvn -Pbench [options]: measures an event's way from S3 into an existing table on this machine.
      Without options it takes 15 to 20 minutes; nothing else should run meanwhile.

        -Dformats=LIST       of DELTA, ICEBERG, HUDI; default all three
        -Dscripts=LIST       of JAVA, SQL, PY; default all three, the others than Java for Delta on
                             loopback alone and without a baseline
        -Dsizes=LIST         of MB of CSV; default 4
        -Dmemory=LIST        of the function's memory settings in MB; default 3008
        -Drepeats=N          events by the baseline, and cold sandboxes; default 5
        -Dwarm=N             a warm sandbox's last invocation, counted from its cold one; default 20
        -Ddelay=MS           added to each S3 request in a second set of figures; default 25, or off
        -Dengine=NAME        SPARK_ENGINE of the cold and warm runs, default the function's own
        -Dfull=true          sizes 0.1,1,4,10,100,400 and memory 1024,2048,3008 where not given; many
                             hours: -Dformats and -Dmemory divide it
        -Dout=DIR            folder of the figures, default target/bench
        -Dhelp=true          this text

      The baseline is measured at the largest memory setting only. From 100 MB on a warm sandbox runs
      no more than 1 + repeats events. PY needs pyspark 3.5.x, in a folder that PYSPARK_HOME or
      PYTHONPATH names, and is left out without.
      """;

  private static final ScriptKind[] SCRIPTS = {ScriptKind.JAVA, ScriptKind.SQL, ScriptKind.PY};
  private static final int LAMBDAS_LEAST_FOR_SPARK = 1024;
  private static final int LAMBDAS_MOST_MEMORY = 10_240;
  private static final double LARGEST_MEGABYTES = 4000;
  private static final double LARGE_MEGABYTES = 100;

  BenchOptions {
    formats = List.copyOf(formats);
    scripts = List.copyOf(scripts);
    sizes = List.copyOf(sizes);
    memory = List.copyOf(memory);
  }

  /**
   * Reads {@code name=value} arguments.
   *
   * @throws IllegalArgumentException if one has an unusable value
   */
  static BenchOptions parse(String... arguments) {
    Arguments given = new Arguments(arguments);
    boolean full = given.isTrue("full");
    return new BenchOptions(
        each(
            given,
            "formats",
            "DELTA,ICEBERG,HUDI",
            name -> named("formats", name, Framework.values())),
        each(given, "scripts", "JAVA,SQL,PY", name -> named("scripts", name, SCRIPTS)),
        each(given, "sizes", full ? "0.1,1,4,10,100,400" : "4", BenchOptions::size),
        each(given, "memory", full ? "1024,2048,3008" : "3008", BenchOptions::megabytes),
        given.number("repeats", 5),
        given.number("warm", 20),
        delay(given.text("delay", "25")),
        given.text("engine"),
        given.text("out").map(Path::of).orElse(Build.target().resolve("bench")).toAbsolutePath());
  }

  private static <T> List<T> each(
      Arguments given, String name, String otherwise, Function<String, T> read) {
    return given.list(name, otherwise).stream().map(read).distinct().toList();
  }

  private static <E extends Enum<E>> E named(String option, String name, E[] values) {
    return Arguments.constant(values, name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "-D%s: %s is none of %s".formatted(option, name, Arrays.toString(values))));
  }

  private static Size size(String megabytes) {
    if (!megabytes.matches("\\d{1,4}(\\.\\d{1,3})?")) {
      throw new IllegalArgumentException("-Dsizes: " + megabytes + " is no number of MB");
    }
    double value = Double.parseDouble(megabytes);
    if (value == 0 || value > LARGEST_MEGABYTES) {
      throw new IllegalArgumentException(
          "-Dsizes: %s is not between 0 and %.0f MB".formatted(megabytes, LARGEST_MEGABYTES));
    }
    return Size.of(value);
  }

  private static int megabytes(String text) {
    int value = Arguments.number("memory", text);
    if (value < LAMBDAS_LEAST_FOR_SPARK || value > LAMBDAS_MOST_MEMORY) {
      throw new IllegalArgumentException(
          "-Dmemory: %d is not between %d and %d MB"
              .formatted(value, LAMBDAS_LEAST_FOR_SPARK, LAMBDAS_MOST_MEMORY));
    }
    return value;
  }

  private static Duration delay(String text) {
    return text.equals("off") ? Duration.ZERO : Duration.ofMillis(Arguments.number("delay", text));
  }

  /**
   * All points of the matrix; those that differ only in the route, then those that differ only in
   * the language, stand side by side.
   */
  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Framework format : formats) {
      for (Size size : sizes) {
        for (int setting : memory) {
          for (ScriptKind script : scripts) {
            for (Route route : routes()) {
              Cell cell = new Cell(format, script, size, setting, route);
              if (cell.isJava() || (format == Framework.DELTA && !route.delayed())) {
                cells.add(cell);
              }
            }
          }
        }
      }
    }
    return cells;
  }

  /** How S3 is reached. */
  List<Route> routes() {
    return delay.isZero() ? List.of(Route.LOOPBACK) : List.of(Route.LOOPBACK, new Route(delay));
  }

  /** Whether the baseline is measured here: its time hardly depends on the memory. */
  boolean hasBaseline(Cell cell) {
    return cell.isJava() && cell.memoryMegabytes() == Collections.max(memory);
  }

  /** The last invocation of a warm sandbox here. */
  int warm(Cell cell) {
    return cell.size().megabytes() < LARGE_MEGABYTES ? warm : Math.min(warm, 1 + repeats);
  }
}
