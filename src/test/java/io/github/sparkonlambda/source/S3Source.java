package io.github.sparkonlambda.source;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The objects of a bucket under a prefix, each version of a key once: S3 here sends no
 * notifications, so that the bucket is listed four times a second. A version is told by its ETag
 * and its time, which has whole seconds: the same bytes put twice within one are one. What is
 * settled stands in a file, for a source that is started later.
 */
final class S3Source implements RecordSource {
  private static final Duration BETWEEN_LISTINGS = Duration.ofMillis(250);

  private final S3Client client;
  private final String bucket;
  private final String prefix;
  private final Path settledFile;
  private final S3Events format;
  private final Set<String> known;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * A source that does not close its client.
   *
   * @param settledFile lists the versions that are settled; created with the first one
   */
  S3Source(S3Client client, String bucket, String prefix, Path settledFile) throws IOException {
    this.client = requireNonNull(client, "client");
    this.bucket = requireNonNull(bucket, "bucket");
    this.prefix = requireNonNull(prefix, "prefix");
    this.settledFile = requireNonNull(settledFile, "settledFile");
    this.format = new S3Events(bucket);
    this.known =
        Files.exists(settledFile)
            ? new HashSet<>(Files.readAllLines(settledFile))
            : new HashSet<>();
  }

  @Override
  public List<SourceRecord> poll(Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    List<SourceRecord> found = list();
    for (long left = wait.toNanos(); found.isEmpty() && left > 0; left = end - System.nanoTime()) {
      if (closed.await(Math.min(left, BETWEEN_LISTINGS.toNanos()), TimeUnit.NANOSECONDS)) {
        return List.of();
      }
      found = list();
    }
    return found;
  }

  private List<SourceRecord> list() {
    return client.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix)).contents().stream()
        // A PUT that goes on may show; it has no ETag yet, and is listed again.
        .filter(object -> object.eTag() != null)
        .map(format::record)
        .filter(record -> known.add(record.id()))
        .toList();
  }

  @Override
  public EventFormat format() {
    return format;
  }

  @Override
  public void commit(List<SourceRecord> settled) throws IOException {
    Files.write(
        settledFile,
        settled.stream().map(SourceRecord::id).toList(),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
