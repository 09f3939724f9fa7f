package io.github.sparkonlambda.script;

import io.github.sparkonlambda.config.S3Location;
import io.github.sparkonlambda.deadline.Deadline;
import io.github.sparkonlambda.failure.DeadlineExceededException;
import io.github.sparkonlambda.failure.InvocationFailedException;
import io.github.sparkonlambda.failure.PlatformException;
import io.github.sparkonlambda.failure.ScriptException;
import io.github.sparkonlambda.files.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A Python script's modules as they are on S3 right now. Each has a place of its own that it keeps
 * when its content changes: Spark starts Python workers with the search path of the first of them.
 * For one thread at a time.
 */
final class ModuleStore {
  /** Fetches at once, for which S3 is waited for together. */
  private static final int MOST_AT_ONCE = 8;

  private final List<Module> modules;
  private final ScriptFetcher fetcher;

  /** A file, and what is known of it. */
  private static final class Module {
    private final S3Location location;
    private final Path file;
    private String etag = "";
    private String stamp = "";

    Module(S3Location location, Path folder) {
      this.location = location;
      this.file = folder.resolve(location.fileName());
    }

    /** A job runs as the same user and may have changed the file. */
    Optional<String> knownEtag() throws IOException {
      boolean known = !etag.isEmpty() && stamp.equals(ScriptStore.stamp(file));
      return known ? Optional.of(etag) : Optional.empty();
    }

    /** Python finds a source in its folder, and what is in an archive in the archive. */
    Path searched() {
      return location.key().endsWith(".py") ? file.getParent() : file;
    }
  }

  ModuleStore(List<S3Location> locations, S3Client s3, Path folder) {
    this.fetcher = new ScriptFetcher(s3, "module", "SPARK_PY_FILES");
    this.modules =
        IntStream.range(0, locations.size())
            .mapToObj(i -> new Module(locations.get(i), folder.resolve(Integer.toString(i))))
            .toList();
  }

  /** Python leaves what it has compiled beside a module, and a job might leave anything. */
  private static void keepOnly(Path file) throws IOException {
    try (Stream<Path> beside = Files.list(file.getParent())) {
      beside.filter(other -> !other.equals(file)).forEach(Folders::delete);
    }
  }

  /** Where Python looks for them, in their order. */
  List<Path> paths() {
    return modules.stream().map(Module::searched).toList();
  }

  /**
   * Fetches what has changed. When it returns or throws, no fetch goes on.
   *
   * @throws ScriptException if one does not exist, is denied or is empty
   * @throws DeadlineExceededException if the deadline passed first
   * @throws PlatformException if S3 failed
   */
  void update(Deadline deadline) throws IOException {
    if (modules.isEmpty()) {
      return;
    }
    ExecutorService threads = Executors.newFixedThreadPool(Math.min(MOST_AT_ONCE, modules.size()));
    try {
      List<Callable<Void>> fetches =
          modules.stream().<Callable<Void>>map(module -> () -> update(module, deadline)).toList();
      for (Future<Void> fetch : threads.invokeAll(fetches)) {
        fetch.get();
      }
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("The modules of SPARK_PY_FILES: interrupted while fetched", e);
    } finally {
      threads.shutdownNow();
    }
  }

  private Void update(Module module, Deadline deadline) throws IOException {
    Path place = Files.createDirectories(module.file.getParent());
    keepOnly(module.file);
    Path next = place.resolveSibling(place.getFileName() + ".next");
    Files.deleteIfExists(next);
    Optional<String> etag = fetcher.fetch(module.location, module.knownEtag(), next, deadline);
    if (etag.isPresent()) {
      Files.move(next, module.file, StandardCopyOption.REPLACE_EXISTING);
      module.etag = etag.get();
      module.stamp = ScriptStore.stamp(module.file);
    }
    return null;
  }

  private static RuntimeException failure(Throwable cause) {
    if (cause instanceof InvocationFailedException failed) {
      return failed;
    }
    return cause instanceof IOException io
        ? new UncheckedIOException(io)
        : new IllegalStateException(cause);
  }
}
