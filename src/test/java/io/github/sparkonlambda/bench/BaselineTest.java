package io.github.sparkonlambda.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class BaselineTest {
  private static final Path JAVA = Path.of("/jdk");

  @Test
  void startsANewJvmForEachEvent() {
    assertThat(Baseline.environment(JAVA)).containsEntry("SPARK_ENGINE", "fork");
  }

  @Test
  void takesTheJvmsOwnCollectorCompilersAndArchive() {
    assertThat(Baseline.environment(JAVA).get("SPARK_SUBMIT_ARGS"))
        .startsWith(
            "--driver-java-options \"-XX:+UseG1GC -XX:+TieredCompilation -XX:TieredStopAtLevel=4"
                + " -XX:Tier4InvocationThreshold=5000 -XX:Tier4MinInvocationThreshold=600"
                + " -XX:Tier4CompileThreshold=15000 -XX:Tier4BackEdgeThreshold=40000"
                + " -XX:+UsePerfData -Djdk.nio.maxCachedBufferSize=9223372036854775807"
                + " -Djol.skipDynamicAttach=false -Djol.skipHotspotSAAttach=false"
                + " -XX:SharedArchiveFile=/jdk/lib/server/classes.jsa\" --conf ");
  }

  @Test
  void leavesMemoryToTheCLibrary() {
    assertThat(Baseline.environment(JAVA)).containsEntry("MALLOC_ARENA_MAX", "0");
  }

  @Test
  void givesLibrariesTheirDefaultsBack() {
    assertThat(Baseline.environment(JAVA).get("SPARK_SUBMIT_ARGS"))
        .contains(" --conf spark.sql.catalog.iceberg=org.apache.iceberg.spark.SparkCatalog");
  }
}
