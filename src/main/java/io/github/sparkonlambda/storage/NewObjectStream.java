package io.github.sparkonlambda.storage;

import static java.util.Objects.requireNonNull;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.AWSServiceIOException;
import org.apache.hadoop.fs.s3a.RemoteFileChangedException;

/**
 * Writes an object that must be new. Closing it uploads, and of all who upload to the same key at
 * most one succeeds, in whatever process: S3 sees to that ({@code If-None-Match: *}).
 *
 * <p>S3's refusal alone does not prove a rival. An upload whose answer was lost is sent again, and
 * then meets its own object. Each upload therefore carries a name of its writer's in the object's
 * metadata: an object with our name is ours, and the upload has succeeded.
 */
final class NewObjectStream extends NotedStream {
  /** What S3 answers while another upload to the key goes on; then nothing of ours is written. */
  private static final int CONFLICT = 409;

  /** The metadata's name, {@code x-amz-meta-} before it. */
  static final String WRITER = "writer";

  private final SandboxFileSystem files;
  private final Path path;
  private final String writer;

  NewObjectStream(FSDataOutputStream out, SandboxFileSystem files, Path path, String writer) {
    super(out, files, path);
    this.files = requireNonNull(files, "files");
    this.path = requireNonNull(path, "path");
    this.writer = requireNonNull(writer, "writer");
  }

  String writer() {
    return writer;
  }

  /**
   * Uploads.
   *
   * @throws FileAlreadyExistsException if the object is somebody else's
   */
  @Override
  public void close() throws IOException {
    try {
      super.close();
    } catch (RemoteFileChangedException refused) {
      conclude(refused, false);
    } catch (AWSServiceIOException refused) {
      if (refused.statusCode() != CONFLICT) {
        throw refused;
      }
      conclude(refused, true);
    }
  }

  private void conclude(IOException refused, boolean rivalMayNotHaveWritten) throws IOException {
    Optional<String> name = nameOfTheWriter();
    if (name.isEmpty() && !rivalMayNotHaveWritten) {
      // Deleted in between: nobody can say whose it was.
      throw refused;
    }
    if (!name.equals(Optional.of(writer))) {
      throw (IOException)
          new FileAlreadyExistsException(path + " already exists").initCause(refused);
    }
  }

  /** Empty if there is no object; nothing that is a name if it has none. */
  private Optional<String> nameOfTheWriter() throws IOException {
    try {
      return Optional.of(
          files.getS3AInternals().getObjectMetadata(path).metadata().getOrDefault(WRITER, ""));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }
}
