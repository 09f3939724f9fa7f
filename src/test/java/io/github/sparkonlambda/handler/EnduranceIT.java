package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.S3Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Many different jobs in one driver: it does not grow. {@code -Pthorough} runs 500 of them; the
 * table of what was measured is in target/endurance.txt.
 */
final class EnduranceIT {
  private static final int JOBS = Integer.getInteger("jobs", 30);

  private static final int CODES = Integer.getInteger("codes", 10);

  @TempDir static Path folder;

  @Test
  void aDriverStaysAsItIs() throws Exception {
    List<Map<String, Object>> seen = run("{\"run\": %d}");
    // Of 30 runs, the classes of seven, each with 1 MB that it holds, would be more.
    assertFlat(seen, "heap", 3_000);
    assertFlat(seen, "metaspace", 3_000);
    assertFlat(seen, "classes", 10);
    assertFlat(seen, "threads", 6);
    assertFlat(seen, "files", 5);
  }

  /** The libraries of the formats take a hundred runs until they have seen all of themselves. */
  @Test
  @Tag("thorough")
  void soDoesOneThatWritesTables() throws Exception {
    List<Map<String, Object>> seen = run("{\"run\": %d, \"OUTPUT_PATH\": \"s3://lake/endurance\"}");
    assertFlat(seen, "heap", 6_000);
    assertFlat(seen, "metaspace", 6_000);
    assertFlat(seen, "classes", JOBS / 4);
    assertFlat(seen, "threads", 20);
    assertFlat(seen, "files", 5);
  }

  private static List<Map<String, Object>> run(String event) throws Exception {
    List<Map<String, Object>> seen = new ArrayList<>();
    try (S3Server s3 = S3Server.startWithLake(folder, 1);
        TestFunction function =
            new TestFunction(s3, folder)
                .variable("FRAMEWORK", "DELTA,ICEBERG,HUDI")
                .memory(2048)
                .variable("SPARK_SCRIPT", "job.jar")
                .variable("SPARK_MAIN_CLASS", EnduranceJob.class.getName())
                // Generated code holds the classes of the run that first needed it; 100 are kept.
                .variable(
                    "SPARK_SUBMIT_ARGS", "--conf spark.sql.codegen.cache.maxEntries=" + CODES)) {
      for (int run = 0; run < JOBS; run++) {
        function.object("job.jar", RequestBody.fromBytes(jar(run)));
        Outcome outcome = function.invoke(event.formatted(run));
        assertThat(outcome.failed()).as(outcome.body()).isFalse();
        Map<String, Object> result = new TreeMap<>(result(outcome));
        result.put("temporary", size(function.temporary()));
        seen.add(result);
      }
      assertThat(function.log()).noneMatch(line -> line.contains("driver is replaced"));
    }
    report(seen);
    assertThat(number(seen.get(JOBS - 1), "temporary") - number(seen.get(JOBS / 2), "temporary"))
        .isLessThan(100_000);
    return seen;
  }

  /**
   * Compares the third quarter with the last, and in each the least: what is only softly referenced
   * comes and goes.
   */
  private static void assertFlat(List<Map<String, Object>> seen, String name, long tolerance) {
    long before = least(seen.subList(JOBS / 2, JOBS * 3 / 4), name);
    long after = least(seen.subList(JOBS * 3 / 4, JOBS), name);
    assertThat(after).as("%s, which was %d before", name, before).isLessThan(before + tolerance);
  }

  private static long least(List<Map<String, Object>> seen, String name) {
    return seen.stream().mapToLong(one -> number(one, name)).min().orElseThrow();
  }

  private static long number(Map<String, Object> one, String name) {
    return ((Number) one.get(name)).longValue();
  }

  private static void report(List<Map<String, Object>> seen) throws IOException {
    Files.write(
        Path.of("target/endurance.txt"),
        IntStream.range(0, seen.size()).mapToObj(i -> i + " " + seen.get(i)).toList());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> result(Outcome outcome) throws IOException {
    return (Map<String, Object>) outcome.fields().get("result");
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      // A folder counts too.
      return files
          .mapToLong(file -> Files.isRegularFile(file) ? file.toFile().length() : 4096)
          .sum();
    }
  }

  /** The same classes in a jar that is another each time. */
  private static byte[] jar(int run) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes)) {
      for (Class<?> type : List.of(EnduranceJob.class, EnduranceJob.Row.class)) {
        String name = type.getName().replace('.', '/') + ".class";
        jar.putNextEntry(new JarEntry(name));
        jar.write(type.getClassLoader().getResourceAsStream(name).readAllBytes());
      }
      jar.putNextEntry(new JarEntry("run"));
      jar.write(run);
    }
    return bytes.toByteArray();
  }
}
