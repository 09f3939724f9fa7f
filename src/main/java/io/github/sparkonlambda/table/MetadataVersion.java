package io.github.sparkonlambda.table;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;

/**
 * A version of an Iceberg table without a catalog service, as the name of its metadata file tells:
 * {@code v12.metadata.json}, or with gz before or after.
 *
 * @param number counts from 1
 * @param file the metadata file
 */
record MetadataVersion(int number, FileStatus file) {
  private static final Pattern NAME =
      Pattern.compile("v(\\d{1,9})(\\.gz)?\\.metadata\\.json(\\.gz)?");

  MetadataVersion {
    requireNonNull(file, "file");
  }

  /** The version that a file holds, if it holds one. */
  static Optional<MetadataVersion> of(FileStatus file) {
    Matcher name = NAME.matcher(file.getPath().getName());
    return name.matches()
        ? Optional.of(new MetadataVersion(Integer.parseInt(name.group(1)), file))
        : Optional.empty();
  }

  boolean isCompressed() {
    return file.getPath().getName().contains(".gz");
  }
}
