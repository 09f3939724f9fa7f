package io.github.sparkonlambda.submit;

import io.github.sparkonlambda.failure.PlatformException;
import io.github.sparkonlambda.files.Folders;
import io.github.sparkonlambda.protocol.RunFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The one place a run may write to: its working directory and everything Spark would otherwise put
 * beside it. Emptied or deleted when the run has ended.
 */
final class RunFolder {
  private final Path path;

  private RunFolder(Path path) {
    this.path = path;
  }

  /**
   * Creates the folder of a run.
   *
   * @throws PlatformException if it cannot be created
   */
  static RunFolder create(Path parent, String requestId) {
    RunFolder run = new RunFolder(parent.resolve(requestId.replaceAll("[^A-Za-z0-9-]", "_")));
    try {
      Folders.delete(run.path);
      Folders.createPrivate(run.work());
      Folders.createPrivate(run.temporary());
      Folders.createPrivate(run.home());
    } catch (IOException | UncheckedIOException e) {
      throw new PlatformException(
          requestId + ": the run's folder cannot be created: " + e + ". Raise ephemeral storage.",
          e);
    }
    return run;
  }

  Path path() {
    return path;
  }

  /**
   * Empties the folder for another run of the same driver, whose working directory must stay.
   *
   * @throws PlatformException if something cannot be deleted
   */
  void empty() {
    try (Stream<Path> entries = Files.list(path)) {
      for (Path entry : entries.toList()) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          Folders.empty(entry);
        } else {
          Files.delete(entry);
        }
      }
      Folders.delete(warehouse());
      Folders.createPrivate(work());
      Folders.createPrivate(temporary());
      Folders.createPrivate(home());
    } catch (IOException | UncheckedIOException e) {
      throw new PlatformException(path + ": what the last run left cannot be deleted: " + e, e);
    }
  }

  /** The files exchanged with the driver. */
  RunFiles files() {
    return new RunFiles(path);
  }

  /** The job's working directory. */
  Path work() {
    return path.resolve("work");
  }

  /** TMPDIR and java.io.tmpdir. */
  Path temporary() {
    return path.resolve("tmp");
  }

  /** HOME and user.home. */
  Path home() {
    return path.resolve("home");
  }

  /** What a resident driver keeps from run to run; beside this folder, which is emptied. */
  Path kept() {
    return path.resolveSibling("kept");
  }

  /** Where Spark keeps tables that a job names without saying where. */
  Path warehouse() {
    return path.resolve("warehouse");
  }

  /**
   * The tables in the local warehouse, as folders relative to it.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  List<String> tables() {
    if (!Files.exists(warehouse())) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(warehouse())) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> warehouse().relativize(file).getName(0).toString())
          .distinct()
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Spark's properties file. */
  Path properties() {
    return path.resolve("spark.properties");
  }

  /**
   * Writes Spark's properties file.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  void writeProperties(Map<String, String> settings) {
    Properties properties = new Properties();
    properties.putAll(settings);
    try (Writer writer = Files.newBufferedWriter(properties())) {
      properties.store(writer, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Deletes the folder, whatever is in it. Where that fails, it is said and no more: the job may
   * have committed, and a failed invocation would be tried again.
   */
  void delete(Consumer<String> log) {
    try {
      Folders.delete(path);
    } catch (UncheckedIOException e) {
      log.accept("The run's folder stays behind, it cannot be deleted: " + e.getCause());
    }
  }
}
