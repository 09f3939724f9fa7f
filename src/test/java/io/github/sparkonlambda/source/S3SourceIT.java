package io.github.sparkonlambda.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.config.Framework;
import io.github.sparkonlambda.local.Accommodations;
import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.local.Samples;
import io.github.sparkonlambda.local.TableReaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Objects put into a bucket, the mapping and a sandbox: each version of a key comes once. */
final class S3SourceIT {
  private static final int ROWS = 50;

  @TempDir static Path folder;
  private static S3Server s3;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    s3 = S3Server.start(folder);
    s3.client().createBucket(b -> b.bucket("inbox"));
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @Test
  void bringsEachObjectIntoTheTableOnce() throws Exception {
    Path csv = folder.resolve("in.csv");
    Accommodations.write(csv, ROWS);
    for (String key : List.of("in/été 1+2.csv", "in/b%2F.csv", "other/c.csv")) {
      s3.client().putObject(b -> b.bucket("inbox").key(key), csv);
    }
    try (ScriptFunction function =
            ScriptFunction.start(
                s3, Samples.csvTo(Framework.DELTA), Framework.DELTA, 1769, folder, line -> {});
        S3Source source = source()) {
      EventSourceMapping mapping =
          new EventSourceMapping(
              source,
              function,
              MappingSettings.full(Duration.ZERO).withBatchSize(1),
              (batch, error) -> {
                throw new AssertionError(error);
              },
              Clock.systemUTC());
      assertThat(mapping.step()).isTrue();
      assertThat(mapping.step()).isTrue();
      assertThat(mapping.step()).isFalse();
      assertThat(new TableReaders(s3).deltaIds(function.output()))
          .containsExactlyInAnyOrderElementsOf(
              Stream.of(0, 1)
                  .flatMap(i -> LongStream.range(0, ROWS).mapToObj(row -> 6000 + 37 * row))
                  .toList());
    }
  }

  @Test
  void handsAVersionOverAgainToALaterSourceOnlyIfItIsNotSettled() throws Exception {
    for (String key : List.of("new/a", "new/b")) {
      s3.client().putObject(b -> b.bucket("inbox").key(key), RequestBody.fromString("1"));
    }
    Path settled = folder.resolve("new.settled");
    try (S3Source source = new S3Source(s3.client(), "inbox", "new/", settled)) {
      List<SourceRecord> found = source.poll(Duration.ofSeconds(10));
      assertThat(found).hasSize(2);
      assertThat(source.poll(Duration.ZERO)).isEmpty();
      source.commit(found.subList(0, 1));
    }
    s3.client().putObject(b -> b.bucket("inbox").key("new/a"), RequestBody.fromString("2"));
    try (S3Source source = new S3Source(s3.client(), "inbox", "new/", settled)) {
      assertThat(source.poll(Duration.ofSeconds(10)).stream().map(SourceRecord::partition))
          .containsExactly("new/a", "new/b");
    }
    assertThat(Files.readAllLines(settled)).hasSize(1);
  }

  private static S3Source source() throws IOException {
    return new S3Source(s3.client(), "inbox", "in/", folder.resolve("in.settled"));
  }
}
