package io.github.sparkonlambda.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkonlambda.local.CountingProxy;
import io.github.sparkonlambda.local.HadoopClient;
import io.github.sparkonlambda.local.S3Request;
import io.github.sparkonlambda.local.S3Server;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.spark.sql.execution.streaming.CheckpointFileManager.CancellableFSDataOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

final class SandboxFileSystemIT {
  @TempDir static java.nio.file.Path folder;
  private static S3Server s3;
  private static CountingProxy proxy;
  private static SandboxFileSystem files;

  @BeforeAll
  static void startServers() throws IOException, InterruptedException {
    s3 = S3Server.startWithLake(folder, 1);
    proxy = CountingProxy.start(s3.endpoint());
    files = new SandboxFileSystem();
    files.initialize(URI.create("s3://lake"), configuration());
  }

  private static Configuration configuration() {
    Configuration configuration = HadoopClient.driversAt(proxy.endpoint(), folder);
    configuration.set("fs.s3a.multipart.size", "5M");
    return configuration;
  }

  @AfterAll
  static void stopServers() throws IOException {
    files.close();
    proxy.close();
    s3.close();
  }

  @BeforeEach
  void forgetRequests() {
    proxy.reset();
  }

  @AfterEach
  void endInvocation() {
    KnownObjects.end();
  }

  @Test
  void createsANewFileInOneRequest() throws IOException {
    write("once", "a", false);
    assertThat(S3Request.byKind(proxy.requests())).isEqualTo(Map.of(S3Request.Kind.PUT, 1L));
    assertThat(read("once")).isEqualTo("a");
  }

  @Test
  void overwritesInOneRequest() throws IOException {
    write("again", "a", true);
    write("again", "b", true);
    assertThat(S3Request.byKind(proxy.requests())).isEqualTo(Map.of(S3Request.Kind.PUT, 2L));
    assertThat(read("again")).isEqualTo("b");
  }

  @Test
  void letsOneOfTwoWritersCreateAFile() throws IOException {
    OutputStream one = files.create(path("raced"), false);
    OutputStream other = files.create(path("raced"), false);
    one.write('1');
    other.write('2');
    other.close();
    assertThatThrownBy(one::close)
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("s3://lake/raced already exists");
    assertThat(read("raced")).isEqualTo("2");
  }

  @Test
  void takesItsOwnFileForItsOwn() throws IOException {
    // As after an upload whose answer was lost: it is sent again and finds itself.
    OutputStream out = files.create(path("lost"), false);
    out.write('1');
    String writer = ((NewObjectStream) out).writer();
    s3.client()
        .putObject(
            b -> b.bucket("lake").key("lost").metadata(Map.of(NewObjectStream.WRITER, writer)),
            RequestBody.fromString("1"));
    out.close();
    assertThat(read("lost")).isEqualTo("1");
  }

  @Test
  void letsOneOfTwoWritersCreateAFileInParts() throws IOException {
    byte[] content = new byte[11 << 20];
    OutputStream one = files.create(path("large"), false);
    one.write(content);
    write("large", "small", false);
    assertThatThrownBy(one::close).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(read("large")).isEqualTo("small");
    try (OutputStream out = files.create(path("larger"), false)) {
      out.write(content);
    }
    assertThat(files.getFileStatus(path("larger")).getLen()).isEqualTo(content.length);
  }

  @Test
  void replacesNoVersionOfATableByARename() throws IOException {
    write("metadata/a.metadata.json", "a", true);
    write("metadata/b.metadata.json", "b", true);
    Path version = path("metadata/v1.metadata.json");
    assertThat(files.rename(path("metadata/a.metadata.json"), version)).isTrue();
    assertThatThrownBy(() -> files.rename(path("metadata/b.metadata.json"), version))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(read("metadata/v1.metadata.json")).isEqualTo("a");
    assertThat(files.exists(path("metadata/a.metadata.json"))).isFalse();
  }

  @Test
  void asksForTheInputsStatusOnce() throws IOException {
    put("input", "abc");
    KnownObjects.begin(Optional.of("s3a://lake/input"));
    assertThat(files.isDirectory(path("input"))).isFalse();
    assertThat(files.exists(path("input"))).isTrue();
    assertThat(files.listStatus(path("input"))).hasSize(1);
    assertThat(read("input")).isEqualTo("abc");
    assertThat(S3Request.byKind(proxy.requests()))
        .isEqualTo(Map.of(S3Request.Kind.HEAD, 1L, S3Request.Kind.GET, 1L));
  }

  @Test
  void readsTheInputThatWasSeenOrFails() throws IOException {
    put("changing", "abc");
    KnownObjects.begin(Optional.of("s3://lake/changing"));
    assertThat(files.getFileStatus(path("changing")).getLen()).isEqualTo(3);
    put("changing", "xyz");
    assertThatThrownBy(() -> read("changing")).isInstanceOf(IOException.class);
    assertThat(read("changing")).isEqualTo("xyz");
  }

  @Test
  void readsWhatItHasWrittenUnderANameOfItsOwnInOneRequest() throws IOException {
    String name = "snap-1-7d3f0d0e-2f4b-4c7c-9d0a-5b1f2f3a4c5d.avro";
    KnownObjects.begin(Optional.empty());
    write(name, "abc", true);
    assertThat(read(name)).isEqualTo("abc");
    assertThat(S3Request.byKind(proxy.requests()))
        .isEqualTo(Map.of(S3Request.Kind.PUT, 1L, S3Request.Kind.GET, 1L));
  }

  @Test
  void seesWhatTheJobItselfDidToTheInput() throws IOException {
    put("in/put", "abc");
    KnownObjects.begin(Optional.of("s3://lake/in"));
    assertThat(files.getFileStatus(path("in/put")).getLen()).isEqualTo(3);
    write("in/put", "abcd", true);
    assertThat(files.getFileStatus(path("in/put")).getLen()).isEqualTo(4);
    files.delete(path("in"), true);
    assertThat(files.exists(path("in/put"))).isFalse();
  }

  @Test
  void seesWhatTheJobPutInTheInputsPlaceByOtherCalls(@TempDir java.nio.file.Path local)
      throws IOException {
    put("other", "abc");
    KnownObjects.begin(Optional.of("s3://lake/other"));
    assertThat(read("other")).isEqualTo("abc");
    java.nio.file.Path file = Files.writeString(local.resolve("file"), "abcd");
    files.copyFromLocalFile(false, true, new Path(file.toUri()), path("other"));
    assertThat(read("other")).isEqualTo("abcd");
    KnownObjects.begin(Optional.of("s3://lake/other"));
    assertThat(read("other")).isEqualTo("abcd");
    try (OutputStream out =
        files.createNonRecursive(path("other"), true, 4096, (short) 1, 1 << 20, null)) {
      out.write('x');
    }
    assertThat(read("other")).isEqualTo("x");
  }

  @Test
  void doesNotRememberWhatIsMissing() throws IOException {
    KnownObjects.begin(Optional.of("s3://lake/late"));
    assertThat(files.exists(path("late"))).isFalse();
    put("late", "a");
    assertThat(files.exists(path("late"))).isTrue();
  }

  @Test
  void asksForNoFileOfAHudiTimelineThatItHasListedOrWritten() throws IOException {
    String listed = "hudi/.hoodie/timeline/20261124171445095_20261124171447984.commit";
    String written = "hudi/.hoodie/timeline/20261124171449929.commit.requested";
    put(listed, "abc");
    KnownObjects.begin(Optional.empty());
    assertThat(files.listStatus(path("hudi/.hoodie/timeline"))).hasSize(1);
    write(written, "abcd", false);
    proxy.reset();
    assertThat(files.exists(path(listed))).isTrue();
    assertThat(files.exists(path(written))).isTrue();
    assertThat(files.getFileStatus(path(written)).getLen()).isEqualTo(4);
    assertThat(proxy.requests()).isEmpty();
    assertThat(read(listed)).isEqualTo("abc");
    assertThat(S3Request.byKind(proxy.requests())).isEqualTo(Map.of(S3Request.Kind.GET, 1L));
    files.delete(path(written), false);
    assertThat(files.exists(path(written))).isFalse();
  }

  @Test
  void seesInstantsOfRivals() throws IOException {
    put("rivals/.hoodie/timeline/20261124171445095.commit.requested", "");
    KnownObjects.begin(Optional.empty());
    assertThat(files.listStatus(path("rivals/.hoodie/timeline"))).hasSize(1);
    put("rivals/.hoodie/timeline/20261124171449929.commit.requested", "");
    assertThat(files.listStatus(path("rivals/.hoodie/timeline"))).hasSize(2);
  }

  @Test
  void readsTheTimelineThatWasListedOrFails() throws IOException {
    String instant = "rewritten/.hoodie/timeline/20261124171445095_20261124171447984.commit";
    put(instant, "abc");
    KnownObjects.begin(Optional.empty());
    files.listStatus(path("rewritten/.hoodie/timeline"));
    put(instant, "xyz");
    assertThatThrownBy(() -> read(instant)).isInstanceOf(IOException.class);
  }

  @Test
  void asksForWhatAHudiTableIsLikeOnce() throws IOException {
    for (String name : new String[] {".hoodie/hoodie.properties", ".hoodie_partition_metadata"}) {
      put("like/" + name, "abc");
      KnownObjects.begin(Optional.empty());
      proxy.reset();
      assertThat(read("like/" + name)).isEqualTo("abc");
      assertThat(files.exists(path("like/" + name))).isTrue();
      assertThat(S3Request.byKind(proxy.requests()))
          .isEqualTo(Map.of(S3Request.Kind.HEAD, 1L, S3Request.Kind.GET, 1L));
      write("like/" + name, "abcd", true);
      assertThat(files.getFileStatus(path("like/" + name)).getLen()).isEqualTo(4);
    }
  }

  @Test
  void asksOnceWhetherThereIsABootstrapIndexAndSeesItsOwn() throws IOException {
    String index = "boot/.hoodie/.aux/.bootstrap/.partitions/0-0_1-0-1_1.hfile";
    KnownObjects.begin(Optional.empty());
    assertThat(files.exists(path(index))).isFalse();
    proxy.reset();
    assertThat(files.exists(path(index))).isFalse();
    assertThat(proxy.requests()).isEmpty();
    write(index, "abc", false);
    assertThat(files.exists(path(index))).isTrue();
    KnownObjects.end();
    assertThat(files.exists(path("boot/.hoodie/.aux/.bootstrap/.fileids/0.hfile"))).isFalse();
    put("boot/.hoodie/.aux/.bootstrap/.fileids/0.hfile", "");
    assertThat(files.exists(path("boot/.hoodie/.aux/.bootstrap/.fileids/0.hfile"))).isTrue();
  }

  @Test
  void asksForHudisFoldersInOneRequest() throws IOException {
    put("folders/.hoodie/hoodie.properties", "");
    put("folders/.hoodie/.temp/20261124171449929/x.marker.MERGE", "");
    assertThat(files.exists(path("folders/.hoodie"))).isTrue();
    assertThat(files.exists(path("folders/.hoodie/.temp/20261124171449929"))).isTrue();
    assertThat(files.exists(path("folders/.hoodie/.schema"))).isFalse();
    assertThat(S3Request.byKind(proxy.requests())).isEqualTo(Map.of(S3Request.Kind.LIST, 3L));
  }

  @Test
  void leavesNoFolderWhereTheLastMarkerOfAHudiCommitWas() throws IOException {
    String folder = "marked/.hoodie/.temp/20261124171449929";
    put(folder + "/x.marker.MERGE", "");
    put(folder + "/y.marker.MERGE", "");
    assertThat(files.delete(path(folder + "/x.marker.MERGE"), false)).isTrue();
    assertThat(files.exists(path(folder))).isTrue();
    assertThat(files.delete(path(folder + "/y.marker.MERGE"), false)).isTrue();
    assertThat(S3Request.byKind(proxy.requests())).doesNotContainKey(S3Request.Kind.PUT);
    assertThat(files.exists(path(folder))).isFalse();
    assertThat(files.delete(path(folder), true)).isFalse();
    put(folder + "/z.marker.MERGE", "");
    assertThat(files.delete(path(folder), true)).isTrue();
    assertThat(files.exists(path(folder + "/z.marker.MERGE"))).isFalse();
  }

  @Test
  void listsAFolderFromANameOn() throws IOException {
    for (String name : new String[] {"log/01", "log/02", "log/10", "log/sub/x"}) {
      put(name, "");
    }
    assertThat(files.listFrom(path("log/02")))
        .extracting(status -> status.getPath().getName())
        .containsExactly("02", "10", "sub");
    assertThat(files.listFrom(path("log/z"))).isEmpty();
    assertThatThrownBy(() -> files.listFrom(path("nolog/0")))
        .isInstanceOf(FileNotFoundException.class);
  }

  @Test
  void makesACheckpointFileOfSparksByOneRequestAndOnlyOnce() throws IOException {
    CheckpointFiles checkpoints = checkpoints();
    proxy.reset();
    try (OutputStream out = checkpoints.createAtomic(path("offsets/0"), false)) {
      out.write(1);
    }
    assertThat(S3Request.byKind(proxy.requests())).isEqualTo(Map.of(S3Request.Kind.PUT, 1L));
    OutputStream rival = checkpoints.createAtomic(path("offsets/0"), false);
    rival.write(2);
    assertThatThrownBy(rival::close).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(read("offsets/0")).isEqualTo("\u0001");
  }

  @Test
  void leavesNothingOfACheckpointFileThatSparkGivesUp() throws IOException {
    CancellableFSDataOutputStream out = checkpoints().createAtomic(path("offsets/1"), true);
    out.write(1);
    out.cancel();
    out.close();
    assertThat(files.exists(path("offsets/1"))).isFalse();
  }

  private static CheckpointFiles checkpoints() {
    return new CheckpointFiles(path("offsets"), configuration());
  }

  @Test
  void isS3asOwnWayOfCreatingWhereTheStoreKnowsNoConditions() throws IOException {
    Configuration plain = configuration();
    plain.setBoolean("fs.s3a.create.conditional.enabled", false);
    try (S3AFileSystem other = new SandboxFileSystem()) {
      other.initialize(URI.create("s3://lake"), plain);
      other.create(path("plain"), false).close();
      assertThatThrownBy(() -> other.create(path("plain"), false))
          .isInstanceOf(FileAlreadyExistsException.class);
    }
  }

  private static Path path(String key) {
    return new Path("s3://lake/" + key);
  }

  private static void put(String key, String content) {
    s3.client().putObject(b -> b.bucket("lake").key(key), RequestBody.fromString(content));
  }

  private static void write(String key, String content, boolean overwrite) throws IOException {
    try (OutputStream out = files.create(path(key), overwrite)) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static String read(String key) throws IOException {
    try (InputStream in = files.open(path(key))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
