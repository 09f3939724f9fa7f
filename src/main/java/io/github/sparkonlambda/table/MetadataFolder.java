package io.github.sparkonlambda.table;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.storage.SandboxFileSystem;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which an Iceberg table without a catalog service keeps its versions, laid out as
 * Iceberg's HadoopTables lays it out: v1.metadata.json and so on, and version-hint.text with a
 * number from which a reader counts upwards.
 *
 * <p>The newest version is always looked for in S3. What is remembered between two looks, a number,
 * only says where to begin: S3 lists the files after {@code v12} as v12 itself, versions 120 and
 * up, then v13. So one short listing shows whether the remembered version is still there and
 * whether there is a newer one. Only ahead of a power of ten the next name sorts elsewhere and is
 * listed too. If the remembered version is gone, with an old table or as an old file, all versions
 * are listed. What this cannot see is that the versions after the remembered one are gone, and it
 * is there because its deletion failed: who reads a table that deletes its old versions asks for
 * {@link #versions} too.
 */
final class MetadataFolder {
  private static final Logger LOG = LoggerFactory.getLogger(MetadataFolder.class);
  private static final String HINT = "version-hint.text";
  private static final int MOST = 1_000;
  private static final Map<Path, Integer> LAST_SEEN =
      Collections.synchronizedMap(new Recent<>(MOST));

  private final SandboxFileSystem files;
  private final Path folder;

  MetadataFolder(SandboxFileSystem files, Path table) {
    this.files = requireNonNull(files, "files");
    this.folder = new Path(table, "metadata");
  }

  SandboxFileSystem files() {
    return files;
  }

  Path file(String name) {
    return new Path(folder, name);
  }

  /** The newest version, or none if there is no table. */
  Optional<MetadataVersion> newest() throws IOException {
    Optional<Integer> begin = Optional.ofNullable(LAST_SEEN.get(folder)).or(this::hint);
    Optional<MetadataVersion> newest = begin.isPresent() ? climb(begin.get()) : Optional.empty();
    if (newest.isEmpty()) {
      return newestOf(versions());
    }
    LAST_SEEN.put(folder, newest.get().number());
    return newest;
  }

  /** All versions, found without what is remembered. */
  List<MetadataVersion> versions() throws IOException {
    List<MetadataVersion> versions = versionsAmong(all());
    newestOf(versions)
        .ifPresentOrElse(
            version -> LAST_SEEN.put(folder, version.number()), () -> LAST_SEEN.remove(folder));
    return versions;
  }

  private Optional<MetadataVersion> climb(int number) throws IOException {
    Optional<MetadataVersion> newest = newestSince(number);
    return newest.isPresent() && newest.get().number() > number
        ? climb(newest.get().number())
        : newest;
  }

  /** The newest of this version and those that a listing from it shows; none if it is gone. */
  private Optional<MetadataVersion> newestSince(int number) throws IOException {
    List<MetadataVersion> found = versionsAmong(files.listNext(file("v"), "v" + number));
    if (found.stream().noneMatch(version -> version.number() == number)) {
      return Optional.empty();
    }
    Optional<MetadataVersion> newest = newestOf(found);
    int next = newest.orElseThrow().number() + 1;
    if (Integer.toString(next).matches("10+")) {
      Optional<MetadataVersion> longer =
          newestOf(versionsAmong(files.listNext(file("v" + next), "v" + next)));
      return longer.isPresent() ? longer : newest;
    }
    return newest;
  }

  private List<FileStatus> all() throws IOException {
    try {
      return files.listFrom(file("v"));
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private static List<MetadataVersion> versionsAmong(List<FileStatus> files) {
    return files.stream().map(MetadataVersion::of).flatMap(Optional::stream).toList();
  }

  /** The newest of these versions. */
  static Optional<MetadataVersion> newestOf(List<MetadataVersion> versions) {
    return versions.stream().max(Comparator.comparing(MetadataVersion::number));
  }

  private Optional<Integer> hint() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(files.open(file(HINT)), StandardCharsets.UTF_8))) {
      return Optional.of(Integer.valueOf(String.valueOf(reader.readLine()).strip()));
    } catch (IOException | NumberFormatException e) {
      LOG.debug("No version hint, all versions will be listed", e);
      return Optional.empty();
    }
  }

  /** Notes a version that has been written, for us and, as far as that goes, for other readers. */
  void committed(int number) {
    LAST_SEEN.put(folder, number);
    try (OutputStream hint = files.create(file(HINT), true)) {
      hint.write(Integer.toString(number).getBytes(StandardCharsets.UTF_8));
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("Version {} is committed, but the version hint could not be written", number, e);
    }
  }
}
