package io.github.sparkonlambda.source;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that takes lines of several threads, each at once. */
final class LogFile implements AutoCloseable {
  private final BufferedWriter writer;
  private boolean closed;

  LogFile(Path file) throws IOException {
    writer = Files.newBufferedWriter(file);
  }

  /** Adds a line; one that comes after the end is left out. */
  synchronized void add(String line) {
    if (closed) {
      return;
    }
    try {
      writer.write(line);
      writer.newLine();
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    writer.close();
  }
}
