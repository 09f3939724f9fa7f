package io.github.sparkonlambda.table;

import io.delta.storage.S3SingleDriverLogStore;
import io.github.sparkonlambda.storage.SandboxFileSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A Delta log on S3 with many drivers. Delta's own store for S3 knows the writers of one JVM only:
 * drivers in different sandboxes overwrite each other's commits, and all report success.
 *
 * <p>What Delta asks of a log store, and why it holds here:
 *
 * <ol>
 *   <li>Atomic visibility: an object appears whole, when its upload ends.
 *   <li>Mutual exclusion: a commit is one conditional PUT, of which S3 accepts the first. The
 *       others get FileAlreadyExistsException, upon which Delta looks for conflicts and takes the
 *       next version.
 *   <li>Consistent listing: S3's listings are strongly consistent.
 * </ol>
 *
 * A listing starts at the version that Delta asks from, however long the log is. Over any other
 * file system than ours this is Delta's own store.
 */
public final class DeltaLogStore extends S3SingleDriverLogStore {
  /** As Delta makes it. */
  public DeltaLogStore(Configuration configuration) {
    super(configuration);
  }

  @Override
  public void write(
      Path path, Iterator<String> actions, Boolean overwrite, Configuration configuration)
      throws IOException {
    FileSystem files = path.getFileSystem(configuration);
    if (!isExclusive(files)) {
      super.write(path, actions, overwrite, configuration);
      return;
    }
    FSDataOutputStream out = files.create(path, overwrite);
    try {
      while (actions.hasNext()) {
        out.write((actions.next() + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException | RuntimeException e) {
      out.abort(); // Closing would publish half a commit.
      throw e;
    }
    try {
      out.close();
    } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
      throw (IOException) new FileAlreadyExistsException(path.toString()).initCause(e);
    }
  }

  @Override
  public Iterator<FileStatus> listFrom(Path path, Configuration configuration) throws IOException {
    FileSystem files = path.getFileSystem(configuration);
    return files instanceof SandboxFileSystem ours
        ? ours.listFrom(path).iterator()
        : super.listFrom(path, configuration);
  }

  private static boolean isExclusive(FileSystem files) {
    return files instanceof SandboxFileSystem ours && ours.isConditionalCreateEnabled();
  }
}
