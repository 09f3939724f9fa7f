package io.github.sparkonlambda.source;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.config.Framework;
import io.github.sparkonlambda.local.Accommodations;
import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.local.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** CSVs as the sample one, each with rows of its own, as objects of a bucket. */
final class S3Traffic implements Traffic {
  private static final String BUCKET = "inbox";
  private static final int ROWS = 1000;

  private final S3Server s3;
  private final Path folder;
  private final Path csv;

  private S3Traffic(S3Server s3, Path folder, Path csv) {
    this.s3 = requireNonNull(s3, "s3");
    this.folder = folder;
    this.csv = csv;
  }

  /** Objects on a server that is closed by its owner. */
  static S3Traffic start(S3Server s3, Path folder) throws IOException {
    Path csv = Files.createDirectories(folder).resolve("accommodations.csv");
    s3.client().createBucket(b -> b.bucket(BUCKET));
    return new S3Traffic(s3, folder, csv);
  }

  @Override
  public RecordSource source() throws IOException {
    return new S3Source(s3.client(), BUCKET, "in/", folder.resolve("settled"));
  }

  @Override
  public void send(long number) throws IOException {
    Accommodations.write(csv, number * ROWS, ROWS);
    s3.client().putObject(b -> b.bucket(BUCKET).key("in/file " + number + ".csv"), csv);
  }

  @Override
  public void flush() {
    // A PUT is there when it is answered.
  }

  @Override
  public Path sample(Framework framework) {
    return Samples.csvTo(framework);
  }

  @Override
  public String table(Framework framework, String output) {
    return output;
  }

  @Override
  public long rows(long records) {
    return records * ROWS;
  }

  @Override
  public void close() {
    // The server is not its own.
  }
}
