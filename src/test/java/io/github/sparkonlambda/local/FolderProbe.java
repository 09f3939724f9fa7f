package io.github.sparkonlambda.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Watches how much the files of a folder hold together, while others write and delete them. What
 * has been deleted and is still open does not count.
 */
public final class FolderProbe implements AutoCloseable {
  private final Path folder;
  private final AtomicLong peakBytes = new AtomicLong();
  private final Ticks ticks;

  /** Begins to watch. */
  public FolderProbe(Path folder) {
    this.folder = folder;
    this.ticks = new Ticks("folder-probe", this::measure);
  }

  /** The largest sum seen so far, now's among them. */
  public long peakBytes() {
    measure();
    return peakBytes.get();
  }

  private void measure() {
    AtomicLong sum = new AtomicLong();
    SimpleFileVisitor<Path> visitor =
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum.addAndGet(attributes.isRegularFile() ? attributes.size() : 0);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path gone, IOException e) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        };
    try {
      Files.walkFileTree(folder, visitor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    peakBytes.accumulateAndGet(sum.get(), Math::max);
  }

  @Override
  public void close() {
    ticks.close();
  }
}
