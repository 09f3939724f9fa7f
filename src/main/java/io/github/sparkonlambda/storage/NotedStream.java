package io.github.sparkonlambda.storage;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;

/** Writes an object and takes note of it when it is there; see {@link KnownObjects}. */
class NotedStream extends FSDataOutputStream {
  private final SandboxFileSystem files;
  private final Path path;
  private boolean closed;

  NotedStream(FSDataOutputStream out, SandboxFileSystem files, Path path) {
    super(out, null);
    this.files = requireNonNull(files, "files");
    this.path = requireNonNull(path, "path");
  }

  @Override
  public void close() throws IOException {
    boolean first = !closed;
    closed = true; // Whatever comes of it: closing again does not upload again.
    super.close();
    if (first) {
      files.written(path, getPos());
    }
  }

  @Override
  public AbortableResult abort() {
    closed = true; // There is no object.
    return super.abort();
  }
}
