package io.github.sparkonlambda.driver;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.fs.FileSystem;

/**
 * The file systems that Hadoop keeps open, by scheme, bucket and user, whatever they were opened
 * with. They would serve the next job with the credentials and settings of this one.
 */
final class OpenFileSystems {
  /** In milliseconds. One of S3 waits for uploads that nobody has waited for, up to a minute. */
  private static final long GRACE = 2_000;

  private OpenFileSystems() {}

  /**
   * Closes them, as the end of a JVM does.
   *
   * @return why some may be left
   */
  static Optional<String> close() throws InterruptedException {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    Thread thread = new Thread(() -> close(closed), "close-file-systems");
    thread.setDaemon(true);
    thread.start();
    try {
      closed.get(GRACE, TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (TimeoutException e) {
      return Optional.of("the job's file systems were not closed within " + GRACE + " ms");
    } catch (ExecutionException e) {
      return Optional.of("the job's file systems could not all be closed: " + e.getCause());
    }
  }

  private static void close(CompletableFuture<Void> closed) {
    try {
      FileSystem.closeAll();
      closed.complete(null);
    } catch (IOException | RuntimeException e) {
      closed.completeExceptionally(e);
    }
  }
}
