package io.github.sparkonlambda.source;

import io.github.sparkonlambda.config.Framework;
import io.github.sparkonlambda.local.Arguments;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * What {@code mvn -Plocal -Dsource=...} was asked for.
 *
 * @param rate records a second that are produced
 * @param records how many in all
 * @param framework the table's format
 * @param script another job script than the sample
 * @param settings of the event source mapping
 * @param memoryMegabytes the function's memory
 */
record SourceOptions(
    SourceKind kind,
    int rate,
    int records,
    Framework framework,
    Optional<Path> script,
    MappingSettings settings,
    int memoryMegabytes) {

  static final String USAGE =
      """
      mvn -Plocal -Dsource=NAME [options]: a live demonstration of an event source. Starts it with a
      producer, and what Lambda does between it and a function, until all records are in a table.

        -Dsource=NAME        kafka or kinesis: JSON records of 1 KB in 4 partitions or shards;
                             s3: objects, each a CSV of 1000 rows
        -Drate=N             records a second, default 500; objects of s3, default 1
        -Drecords=N          how many in all, default 5000; objects of s3, default 10
        -Dframework=NAME     ICEBERG (default), DELTA or HUDI; picks the sample script
        -Dscript=FILE        another job script
        -Dbatch=N            records in a batch, at most; default 10000, always 1 of s3
        -Dwindow=S           seconds that a record may wait for a fuller batch, default 1
        -Dmemory=MB          the function's memory, default 3008
      """;

  /**
   * Reads {@code name=value} arguments.
   *
   * @throws IllegalArgumentException if one has an unusable value
   */
  static SourceOptions parse(String... arguments) {
    Arguments given = new Arguments(arguments);
    SourceKind kind = named("source", given.text("source", ""), SourceKind.values());
    Duration window =
        kind == SourceKind.S3 ? Duration.ZERO : Duration.ofSeconds(given.number("window", 1));
    int batch = kind == SourceKind.S3 ? 1 : given.number("batch", MappingSettings.LARGEST_BATCH);
    return new SourceOptions(
        kind,
        given.number("rate", kind.usualRate()),
        given.number("records", kind.usualRecords()),
        named("framework", given.text("framework", "ICEBERG"), Framework.values()),
        given.file("script"),
        MappingSettings.full(window).withBatchSize(batch),
        given.number("memory", 3008));
  }

  private static <E extends Enum<E>> E named(String option, String name, E[] values) {
    return Arguments.constant(values, name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "-D%s=%s: none of %s".formatted(option, name, Arrays.toString(values))));
  }
}
