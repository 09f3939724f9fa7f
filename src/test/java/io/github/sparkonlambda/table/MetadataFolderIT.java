package io.github.sparkonlambda.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.local.HadoopClient;
import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.storage.SandboxFileSystem;
import java.io.IOException;
import java.net.URI;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

final class MetadataFolderIT {
  @TempDir static java.nio.file.Path temporary;
  private static S3Server s3;
  private static SandboxFileSystem files;

  private final String table = "table-" + UUID.randomUUID();
  private final MetadataFolder folder = new MetadataFolder(files, new Path("s3://lake/" + table));

  @BeforeAll
  static void startServer() throws IOException, InterruptedException {
    s3 = S3Server.startWithLake(temporary, 1);
    files = new SandboxFileSystem();
    files.initialize(URI.create("s3://lake"), HadoopClient.driversAt(s3.endpoint(), temporary));
  }

  @AfterAll
  static void stopServer() throws IOException {
    files.close();
    s3.close();
  }

  @Test
  void findsNoneWhereThereIsNoTable() throws IOException {
    assertThat(folder.newest()).isEmpty();
  }

  @Test
  void seesEachVersionThatARivalAdds() throws IOException {
    for (int version = 1; version <= 112; version++) {
      put("v" + version + ".metadata.json");
      if (version < 13 || version > 97) {
        expectNewest(version);
      }
    }
  }

  @Test
  void catchesUpWithManyVersions() throws IOException {
    put("v1.metadata.json");
    expectNewest(1);
    for (int version = 2; version <= 145; version++) {
      put("v" + version + ".metadata.json");
    }
    expectNewest(145);
  }

  @Test
  void knowsCompressedVersionsAndIgnoresOtherFiles() throws IOException {
    put("v1.metadata.json");
    put("v2.gz.metadata.json");
    put("v3.metadata.json.gz");
    put("v9.json");
    put("version-hint.text");
    expectNewest(3);
  }

  @Test
  void beginsAnewWhenTheTableIsAnother() throws IOException {
    put("v1.metadata.json");
    put("v2.metadata.json");
    expectNewest(2);
    s3.client().deleteObject(b -> b.bucket("lake").key(table + "/metadata/v2.metadata.json"));
    expectNewest(1);
  }

  @Test
  void beginsAtTheHintAndMayBeAheadOfIt() throws IOException {
    put("v7.metadata.json");
    folder.committed(7);
    put("v8.metadata.json");
    expectNewest(8);
  }

  private void expectNewest(int version) throws IOException {
    assertThat(folder.newest().orElseThrow().number()).isEqualTo(version);
  }

  private void put(String name) {
    s3.client()
        .putObject(
            b -> b.bucket("lake").key(table + "/metadata/" + name), RequestBody.fromString("{}"));
  }
}
