package io.github.sparkonlambda.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.CheckpointFileManager.CancellableFSDataOutputStream;
import org.apache.spark.sql.execution.streaming.FileSystemBasedCheckpointFileManager;

/**
 * Files that Spark wants whole or not at all: a streaming query's checkpoint, and the checksum that
 * Delta writes beside each commit. Spark writes such a file under another name and renames it,
 * which on S3 is twenty requests and not atomic. An object appears whole when its upload ends, so
 * over our file system one PUT does; where the file must be new, a conditional one.
 */
public final class CheckpointFiles extends FileSystemBasedCheckpointFileManager {
  /** As Spark makes it. */
  public CheckpointFiles(Path path, Configuration configuration) {
    super(path, configuration);
  }

  @Override
  public CancellableFSDataOutputStream createAtomic(Path path, boolean overwriteIfPossible) {
    return isAtomic(fs())
        ? created(path, overwriteIfPossible)
        : super.createAtomic(path, overwriteIfPossible);
  }

  private CancellableFSDataOutputStream created(Path path, boolean overwrite) {
    try {
      return new Upload(fs().create(path, overwrite));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Spark's interface is Scala's and declares none.
    }
  }

  private static boolean isAtomic(FileSystem files) {
    return files instanceof SandboxFileSystem ours && ours.isConditionalCreateEnabled();
  }

  private static final class Upload extends CancellableFSDataOutputStream {
    private final FSDataOutputStream object;

    Upload(FSDataOutputStream object) {
      super(object);
      this.object = requireNonNull(object, "object");
    }

    /** There will be no object. */
    @Override
    public void cancel() {
      object.abort();
    }
  }
}
