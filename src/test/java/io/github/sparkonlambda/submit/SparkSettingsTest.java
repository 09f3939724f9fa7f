package io.github.sparkonlambda.submit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.config.Config;
import io.github.sparkonlambda.config.Framework;
import io.github.sparkonlambda.config.ScriptKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SparkSettingsTest {
  @TempDir Path folder;

  @Test
  void suitsTheSandbox() {
    assertThat(settings(List.of(), Map.of()))
        .containsEntry("spark.master", "local[3]")
        .containsEntry("spark.driver.memory", MemoryPlan.of(2048, ScriptKind.JAR).heap() + "m")
        .containsEntry("spark.sql.shuffle.partitions", "3")
        .containsEntry("spark.default.parallelism", "3")
        .containsEntry("spark.driver.host", "127.0.0.1")
        .containsEntry("spark.driver.bindAddress", "127.0.0.1")
        .containsEntry("spark.ui.enabled", "false")
        .doesNotContainKeys(
            "spark.sql.extensions",
            "spark.driver.defaultJavaOptions",
            "spark.driver.extraJavaOptions");
  }

  @Test
  void keepsAllThatIsWrittenInTheRunsFolder() {
    assertThat(settings(List.of(), Map.of()))
        .extractingByKeys(
            "spark.sql.warehouse.dir",
            "spark.jars.ivy",
            "spark.hadoop.hadoop.tmp.dir",
            "spark.hadoop.fs.s3a.buffer.dir")
        .allMatch(path -> path.startsWith(folder.toString()));
  }

  @Test
  void reachesS3AsTheHandlerDoesAndHoldsNoSecret() {
    Map<String, String> settings = settings(List.of(), Map.of());
    assertThat(settings)
        .containsEntry("spark.hadoop.fs.s3a.endpoint", "http://127.0.0.1:9000")
        .containsEntry("spark.hadoop.fs.s3a.path.style.access", "true")
        .containsEntry("spark.hadoop.fs.s3a.endpoint.region", "eu-west-1")
        .containsEntry(
            "spark.hadoop.fs.s3.impl", "io.github.sparkonlambda.storage.SandboxFileSystem")
        .containsEntry("spark.hadoop.fs.s3a.committer.name", "magic");
    assertThat(settings.values()).noneMatch(value -> value.contains("AKIA"));
  }

  @Test
  void givesAResidentDriverClocksThatAFreezeDoesNotRunOut() {
    Map<String, String> fork = settings(List.of(), Map.of());
    Map<String, String> warm =
        SparkSettings.of(
            Fixtures.warm(folder), 3, RunFolder.create(folder, "id"), Optional.empty());
    assertThat(warm)
        .containsEntry("spark.network.timeout", "7d")
        .containsEntry("spark.executor.heartbeatInterval", "1d")
        .containsEntry("spark.ui.retainedTasks", "200")
        .containsEntry("spark.jars.ivy", folder.resolve("kept/ivy").toString());
    assertThat(fork).doesNotContainKeys("spark.network.timeout", "spark.ui.retainedTasks");
  }

  @Test
  void setsUpEachFormat() {
    assertThat(settings(List.of(Framework.DELTA), Map.of()))
        .containsEntry("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .containsEntry(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .doesNotContainKey("spark.serializer");
    assertThat(settings(List.of(Framework.ICEBERG), Map.of()))
        .containsEntry("spark.sql.catalog.iceberg", "io.github.sparkonlambda.table.IcebergCatalog")
        .containsEntry("spark.sql.catalog.iceberg.warehouse", "s3://out/")
        .containsEntry("spark.sql.catalog.default_iceberg.type", "hadoop")
        .doesNotContainKey("spark.sql.catalog.spark_catalog");
    assertThat(settings(List.of(Framework.HUDI), Map.of()))
        .containsEntry("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .containsEntry("spark.kryo.registrator", "org.apache.spark.HoodieSparkKryoRegistrar");
  }

  @Test
  void joinsExtensionsAndGivesTheSessionCatalogToTheFirstThatWantsIt() {
    Map<String, String> settings =
        settings(List.of(Framework.ICEBERG, Framework.HUDI, Framework.DELTA), Map.of());
    assertThat(settings.get("spark.sql.extensions").split(","))
        .containsExactly(
            "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
            "io.github.sparkonlambda.table.HiveStandIns",
            "org.apache.spark.sql.hudi.HoodieSparkSessionExtension",
            "io.delta.sql.DeltaSparkSessionExtension");
    assertThat(settings.get("spark.sql.catalog.spark_catalog"))
        .isEqualTo("org.apache.spark.sql.hudi.catalog.HoodieCatalog");
  }

  @Test
  void letsTheUserWin() {
    assertThat(
            settings(
                List.of(),
                Map.of(
                    "spark.master", "local[1]",
                    "spark.driver.memory", "600m",
                    "spark.hadoop.fs.s3a.committer.name", "file")))
        .containsEntry("spark.master", "local[1]")
        .containsEntry("spark.driver.memory", "600m")
        .containsEntry("spark.hadoop.fs.s3a.committer.name", "file");
  }

  @Test
  void leavesDeltasLogToTheUsersOwnStore() {
    assertThat(settings(List.of(Framework.DELTA), Map.of()))
        .containsKeys("spark.delta.logStore.s3.impl", "spark.delta.logStore.s3a.impl");
    assertThat(
            settings(List.of(Framework.DELTA), Map.of("spark.delta.logStore.class", "own.Store")))
        .doesNotContainKeys("spark.delta.logStore.s3.impl", "spark.delta.logStore.s3a.impl");
  }

  @Test
  void leavesCredentialsToS3aWhereTheEnvironmentHasNone() {
    Config config = Fixtures.config(folder, List.of(), Map.of(), Map.of());
    assertThat(SparkSettings.of(config, 1, RunFolder.create(folder, "id"), Optional.empty()))
        .doesNotContainKey("spark.hadoop.fs.s3a.aws.credentials.provider");
  }

  private Map<String, String> settings(List<Framework> frameworks, Map<String, String> user) {
    return SparkSettings.of(
        Fixtures.config(folder, frameworks, user),
        3,
        RunFolder.create(folder, "id"),
        Optional.of("s3://out/"));
  }
}
