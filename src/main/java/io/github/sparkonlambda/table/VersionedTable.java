package io.github.sparkonlambda.table;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.storage.SandboxFileSystem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.TableMetadataParser.Codec;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * An Iceberg table on S3 without a catalog service, with many drivers. Iceberg's own operations for
 * such a table rename a temporary file to the next version's name, which S3 cannot do in one step:
 * drivers in different sandboxes replace each other's versions, and all report success.
 *
 * <p>Here a commit is one conditional PUT of the next version's file, of which S3 accepts the
 * first:
 *
 * <ol>
 *   <li>Who comes second gets CommitFailedException, upon which Iceberg reads the new version and
 *       applies the change to that.
 *   <li>Rivals agree on the file's name: number and compression follow from the version that both
 *       started from, so that two names never stand for one version.
 *   <li>Where it is unknown whether the PUT has succeeded, CommitStateUnknownException keeps
 *       Iceberg from deleting files that may be part of the table.
 *   <li>The version hint may fall behind, as it may with Iceberg's own: readers count upwards from
 *       it.
 * </ol>
 *
 * A driver with Iceberg's own operations that writes the same table is not held off: it does not
 * ask.
 */
final class VersionedTable implements TableOperations {
  private final Path location;
  private final FileIO io;
  private final MetadataFolder folder;

  private boolean known;
  private int number;
  private TableMetadata current;

  private VersionedTable(SandboxFileSystem files, Path location, FileIO io) {
    this.location = requireNonNull(location, "location");
    this.io = requireNonNull(io, "io");
    this.folder = new MetadataFolder(files, location);
  }

  /** The table at a location, if that is where tables like this can be. */
  static Optional<TableOperations> at(String location, FileIO io, Configuration configuration) {
    Path path = new Path(location);
    try {
      return path.getFileSystem(configuration) instanceof SandboxFileSystem files
              && files.isConditionalCreateEnabled()
          ? Optional.of(new VersionedTable(files, path, io))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized TableMetadata current() {
    return known ? current : refresh();
  }

  @Override
  public synchronized TableMetadata refresh() {
    try {
      Optional<MetadataVersion> newest = folder.newest();
      if (newest.isPresent() && deletesOldVersions(read(newest.get()))) {
        newest = MetadataFolder.newestOf(folder.versions());
      }
      if (newest.isPresent()) {
        take(newest.get().number(), read(newest.get()));
      } else if (current != null) {
        throw new ValidationException("The table at %s is gone", location);
      }
      known = true;
      return current;
    } catch (IOException e) {
      throw new UncheckedIOException("Failed to read the metadata of " + location, e);
    }
  }

  private TableMetadata read(MetadataVersion version) throws IOException {
    return ParsedMetadata.of(folder.files(), version);
  }

  private static boolean deletesOldVersions(TableMetadata metadata) {
    return metadata.propertyAsBoolean(
        TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED,
        TableProperties.METADATA_DELETE_AFTER_COMMIT_ENABLED_DEFAULT);
  }

  private void take(int newNumber, TableMetadata metadata) {
    if (current != null
        && current.uuid() != null
        && metadata.uuid() != null
        && !current.uuid().equals(metadata.uuid())) {
      throw new IllegalStateException("At %s there is another table now".formatted(location));
    }
    number = newNumber;
    current = metadata;
  }

  @Override
  public synchronized void commit(TableMetadata base, TableMetadata metadata) {
    if (base != current) {
      throw new CommitFailedException("Cannot commit changes based on stale table metadata");
    }
    if (base == metadata) {
      return;
    }
    check(base == null || base.location().equals(metadata.location()), "be relocated");
    check(
        !metadata.properties().containsKey(TableProperties.WRITE_METADATA_LOCATION),
        "have their metadata elsewhere");
    Codec codec = codec(base);
    Path file = folder.file("v" + (number + 1) + TableMetadataParser.getFileExtension(codec));
    String json = TableMetadataParser.toJson(metadata);
    byte[] content = write(file, codec, json);
    refuseGap(base, file);
    take(number + 1, ParsedMetadata.written(file, json, content));
    folder.committed(number);
    CatalogUtil.deleteRemovedMetadataFiles(io, base, metadata);
  }

  /**
   * Where old metadata is deleted, rivals may have gone so far ahead that the version after our
   * base is gone again, and free, and what was written stands before them. Then our base is gone
   * too or, if it could not be deleted, later versions are older than ours.
   */
  private void refuseGap(TableMetadata base, Path file) {
    if (base == null || !deletesOldVersions(base)) {
      return;
    }
    try {
      List<MetadataVersion> versions = folder.versions();
      boolean baseIsGone = versions.stream().noneMatch(version -> version.number() == number);
      if (baseIsGone || isOvertaken(versions)) {
        folder.files().delete(file, false);
        throw new CommitFailedException("Version %d is long past at %s", number, location);
      }
    } catch (IOException e) {
      throw new CommitStateUnknownException(e);
    }
  }

  private boolean isOvertaken(List<MetadataVersion> versions) {
    long written =
        versions.stream()
            .filter(version -> version.number() == number + 1)
            .mapToLong(version -> version.file().getModificationTime())
            .findFirst()
            .orElse(Long.MIN_VALUE);
    return versions.stream()
        .filter(version -> version.number() > number + 1)
        .anyMatch(version -> version.file().getModificationTime() < written);
  }

  private static void check(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException("Tables reached by their path cannot " + what);
    }
  }

  private static Codec codec(TableMetadata base) {
    return base == null
        ? Codec.NONE
        : Codec.fromName(
            base.property(
                TableProperties.METADATA_COMPRESSION,
                TableProperties.METADATA_COMPRESSION_DEFAULT));
  }

  private byte[] write(Path file, Codec codec, String json) {
    try {
      byte[] content = content(codec, json);
      FSDataOutputStream out = folder.files().create(file, false);
      try {
        out.write(content);
      } catch (IOException | RuntimeException e) {
        out.abort(); // Closing would publish half a version.
        throw e;
      }
      out.close();
      return content;
    } catch (FileAlreadyExistsException e) {
      throw new CommitFailedException(e, "Version %d already exists: %s", number + 1, file);
    } catch (IOException | RuntimeException e) {
      throw new CommitStateUnknownException(e);
    }
  }

  private static byte[] content(Codec codec, String json) throws IOException {
    byte[] plain = json.getBytes(StandardCharsets.UTF_8);
    if (codec == Codec.NONE) {
      return plain;
    }
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(compressed)) {
      out.write(plain);
    }
    return compressed.toByteArray();
  }

  @Override
  public FileIO io() {
    return io;
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return folder.file(fileName).toString();
  }

  @Override
  public LocationProvider locationProvider() {
    return LocationProviders.locationsFor(current().location(), current().properties());
  }

  @Override
  public TableOperations temp(TableMetadata uncommitted) {
    return new UncommittedTable(this, uncommitted);
  }
}
