package io.github.sparkonlambda.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.delta.storage.CloseableIterator;
import io.delta.storage.LogStore;
import io.github.sparkonlambda.local.HadoopClient;
import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.storage.SandboxFileSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Rivals that take the same version, step by step. */
final class CommitsIT {
  private static final String SECOND = "undeleted/metadata/v2.metadata.json";

  @TempDir static java.nio.file.Path temporary;
  private static S3Server s3;
  private static Configuration configuration;

  @BeforeAll
  static void startServer() throws IOException, InterruptedException {
    s3 = S3Server.startWithLake(temporary, 1);
    configuration = HadoopClient.driversAt(s3.endpoint(), temporary);
  }

  @AfterAll
  static void stopServer() {
    s3.close();
  }

  @Test
  void deltaLosesNoCommitThatARivalMadeInBetween() throws IOException {
    Path commit = new Path("s3://lake/delta/_delta_log/00000000000000000000.json");
    Iterator<String> slow =
        Stream.of("mine").peek(action -> write(commit, List.of("rival's").iterator())).iterator();
    assertThatThrownBy(
            () -> new DeltaLogStore(configuration).write(commit, slow, false, configuration))
        .isInstanceOf(FileAlreadyExistsException.class);
    try (CloseableIterator<String> actions =
        new DeltaLogStore(configuration).read(commit, configuration)) {
      assertThat(actions.next()).isEqualTo("rival's");
    }
  }

  @Test
  void deltaPublishesNoHalfCommit() {
    Path commit = new Path("s3://lake/half/_delta_log/00000000000000000000.json");
    Iterator<String> broken = Stream.of("a", "b").peek(action -> failAt(action, "b")).iterator();
    assertThatThrownBy(() -> write(commit, broken)).isInstanceOf(IllegalStateException.class);
    assertThat(s3.client().listObjectsV2(b -> b.bucket("lake").prefix("half/")).contents())
        .isEmpty();
  }

  @Test
  void icebergRefusesTheSecondOfTwoThatStartedFromOneVersion() {
    TableOperations one = table("s3://lake/iceberg");
    TableOperations other = table("s3://lake/iceberg");
    one.commit(null, metadata("s3://lake/iceberg"));
    assertThat(other.current()).isNotNull();
    one.commit(one.current(), one.current().replaceProperties(Map.of("by", "one")));
    assertThatThrownBy(
            () ->
                other.commit(
                    other.current(), other.current().replaceProperties(Map.of("by", "other"))))
        .isInstanceOf(CommitFailedException.class);
    assertThat(other.refresh().properties()).containsEntry("by", "one");
  }

  @Test
  void icebergAppliesBothChangesOfRivals() {
    TableOperations operations = table("s3://lake/both");
    operations.commit(null, metadata("s3://lake/both"));
    Table one = new BaseTable(table("s3://lake/both"), "one");
    Table other = new BaseTable(table("s3://lake/both"), "other");
    assertThat(List.of(one.properties(), other.properties())).doesNotContainNull();
    one.updateProperties().set("one", "1").commit();
    other.updateProperties().set("other", "2").commit();
    assertThat(operations.refresh().properties())
        .containsEntry("one", "1")
        .containsEntry("other", "2");
    // Iceberg's own reader finds the same.
    assertThat(new HadoopTables(configuration).load("s3://lake/both").properties())
        .containsEntry("one", "1")
        .containsEntry("other", "2");
  }

  @Test
  void icebergIsNotMisledByAVersionThatCouldNotBeDeleted() throws IOException {
    String location = "s3://lake/undeleted";
    TableOperations rival = table(location);
    rival.commit(
        null,
        metadata(location)
            .replaceProperties(
                Map.of(
                    "write.metadata.delete-after-commit.enabled", "true",
                    "write.metadata.previous-versions-max", "1")));
    change(rival, "rival 2");
    TableOperations late = table(location);
    TableMetadata base = late.current();
    byte[] second = s3.client().getObjectAsBytes(b -> b.bucket("lake").key(SECOND)).asByteArray();
    // So far that the newest versions are listed before this one.
    for (int version = 3; version <= 11; version++) {
      change(rival, "rival " + version);
    }
    s3.client().putObject(b -> b.bucket("lake").key(SECOND), RequestBody.fromBytes(second));
    // S3 says when an object was written to the second.
    long written = Instant.now().getEpochSecond();
    while (Instant.now().getEpochSecond() == written) {
      Thread.onSpinWait();
    }
    assertThatThrownBy(() -> late.commit(base, base.replaceProperties(Map.of("by", "late"))))
        .isInstanceOf(CommitFailedException.class)
        .hasMessageContaining("long past");
    new MetadataFolder(files(location), new Path(location)).committed(2);
    assertThat(late.refresh().properties()).containsEntry("by", "rival 11");
  }

  private static void change(TableOperations table, String by) {
    Map<String, String> properties = new HashMap<>(table.current().properties());
    properties.put("by", by);
    table.commit(table.current(), table.current().replaceProperties(properties));
  }

  private static SandboxFileSystem files(String location) throws IOException {
    return (SandboxFileSystem) new Path(location).getFileSystem(configuration);
  }

  @Test
  void icebergReadsAndContinuesATableThatItsOwnTablesMade() {
    Table own = new HadoopTables(configuration).create(schema(), "s3://lake/own");
    own.updateProperties().set("write.metadata.compression-codec", "gzip").commit();
    TableOperations ours = table("s3://lake/own");
    ours.commit(ours.current(), ours.current().replaceProperties(Map.of("a", "b")));
    own.refresh();
    assertThat(own.properties()).containsEntry("a", "b");
  }

  private static TableOperations table(String location) {
    return VersionedTable.at(location, new HadoopFileIO(configuration), configuration)
        .orElseThrow();
  }

  private static TableMetadata metadata(String location) {
    return TableMetadata.newTableMetadata(
        schema(), PartitionSpec.unpartitioned(), location, Map.of());
  }

  private static Schema schema() {
    return new Schema(Types.NestedField.optional(1, "id", Types.LongType.get()));
  }

  private static void failAt(String action, String bad) {
    if (action.equals(bad)) {
      throw new IllegalStateException(bad);
    }
  }

  private static void write(Path commit, Iterator<String> actions) {
    LogStore store = new DeltaLogStore(configuration);
    try {
      store.write(commit, actions, false, configuration);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
