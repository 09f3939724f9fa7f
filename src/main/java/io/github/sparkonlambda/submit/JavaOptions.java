package io.github.sparkonlambda.submit;

import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.config.Engine;
import io.github.sparkonlambda.config.Framework;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The driver JVM's options beside its heap: ours, then the user's {@code
 * spark.driver.defaultJavaOptions} and {@code spark.driver.extraJavaOptions}, so that the user's
 * win without ours being lost. A pure function.
 */
final class JavaOptions {
  /**
   * The optimising compiler's thresholds, twenty times the JVM's own. A cold start would compile
   * thousands of methods with it, on the processors that the job needs, and be over before that
   * pays. What a warm driver or a large file runs often enough gets there all the same.
   */
  private static final List<String> LATE_OPTIMISATION =
      List.of(
          "-XX:Tier4InvocationThreshold=100000",
          "-XX:Tier4MinInvocationThreshold=12000",
          "-XX:Tier4CompileThreshold=300000",
          "-XX:Tier4BackEdgeThreshold=800000");

  /** In MB. */
  private static final int INITIAL_HEAP = 600;

  private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC\\b");

  /** Options that ours would contradict. */
  private static final Pattern HEAP =
      Pattern.compile("-Xm[ns]|-XX:(Initial|Min|Max)(Heap|RAM)|-XX:(Max)?New(Size|Ratio)");

  private JavaOptions() {}

  /** The options as one line, quoted where needed. */
  static String of(Config config, Map<String, String> properties, RunFolder run) {
    String user =
        properties.getOrDefault("spark.driver.defaultJavaOptions", "")
            + " "
            + properties.getOrDefault("spark.driver.extraJavaOptions", "");
    List<String> options = new ArrayList<>();
    if (!COLLECTOR.matcher(user).find()) {
      options.add("-XX:+UseSerialGC");
      if (!HEAP.matcher(user).find()) {
        options.addAll(initialHeap(config));
      }
    }
    options.addAll(LATE_OPTIMISATION);
    // A driver without memory must not go on half alive and commit.
    options.add("-XX:+ExitOnOutOfMemoryError");
    options.add("-XX:-UsePerfData");
    // The JDK keeps, for each thread, a copy outside the heap as large as the largest array that it
    // has read or written at once: 700 MB when Hudi upserts 400 MB.
    options.add("-Djdk.nio.maxCachedBufferSize=1048576");
    options.add("-Dfile.encoding=UTF-8");
    options.add(folder("java.io.tmpdir", run.temporary()));
    options.add(folder("user.home", run.home()));
    if (config.engine() == Engine.WARM) {
      // SandboxSubmit's: of --jars and --files on S3, which spark-submit fetches once.
      options.add(folder("spark-on-lambda.kept", run.kept()));
    }
    options.add(folder("derby.system.home", run.work()));
    if (config.frameworks().contains(Framework.HUDI)) {
      // Hudi measures objects with JOL, which would start a debugger on its own process each time.
      options.add("-Djol.skipDynamicAttach=true");
      options.add("-Djol.skipHotspotSAAttach=true");
    }
    options.add(user.strip());
    return String.join(" ", options).strip();
  }

  /**
   * The JVM would begin with a sixty-fourth of the sandbox's memory, 47 MB of 3,008, and collect at
   * nearly every step until the heap has grown. With so little the pauses of nine events took 1.0 s
   * for Delta and 4.3 s for Hudi, with this 0.35 and 1.0 s. More costs as much time for new pages
   * as it saves.
   */
  private static List<String> initialHeap(Config config) {
    int heap = config.chosenHeap().orElseGet(() -> MemoryPlan.of(config).heap());
    int initial = Math.min(heap, INITIAL_HEAP);
    // A third at most: a larger young generation would leave the old one less than the JVM would.
    int young = Math.min(initial / 2, heap / 3);
    return List.of("-XX:InitialHeapSize=" + initial + "m", "-XX:NewSize=" + young + "m");
  }

  private static String folder(String property, Path path) {
    return "\"-D" + property + "=" + path + "\"";
  }
}
