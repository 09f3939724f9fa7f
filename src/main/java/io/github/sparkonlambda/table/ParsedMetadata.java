package io.github.sparkonlambda.table;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileStatus;
import org.apache.hadoop.util.functional.FutureIO;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.relocated.com.google.common.hash.HashCode;
import org.apache.iceberg.relocated.com.google.common.hash.Hashing;

/**
 * Metadata files of Iceberg tables, parsed; the last few are kept, with the manifest lists that
 * have been read through them.
 *
 * <p>Keeping them is safe because they are found by content: by the ETag that S3 gives a file in
 * the listing just made, or else by the SHA-256 of the file just read. TableMetadata cannot change,
 * nor can the manifest lists that it names.
 */
final class ParsedMetadata {
  private static final int MOST = 8;
  private static final Map<Path, ParsedMetadata> LAST = new Recent<>(MOST);

  private final Path file;
  private final HashCode content;
  private final TableMetadata metadata;
  private volatile String tag;

  private ParsedMetadata(Path file, String json) {
    this.file = file;
    this.content = hash(json);
    this.metadata = TableMetadataParser.fromJson(file.toString(), json);
  }

  /** The metadata in a file, which S3 has just listed. */
  static TableMetadata of(FileSystem files, MetadataVersion version) throws IOException {
    Path path = version.file().getPath();
    String tag = version.file() instanceof S3AFileStatus file ? file.getEtag() : null;
    ParsedMetadata last = last(path);
    if (last != null && tag != null && tag.equals(last.tag)) {
      return last.metadata;
    }
    String json = read(files, version);
    if (last == null || !last.content.equals(hash(json))) {
      last = keep(path, json);
    }
    last.tag = tag;
    return last.metadata;
  }

  /**
   * The metadata that has just been written to a file.
   *
   * @param content the file as it was uploaded; where S3 takes a file's MD5 for its ETag, as it
   *     does without keys of KMS, the next listing shows that it is this one still
   */
  static TableMetadata written(Path file, String json, byte[] content) {
    ParsedMetadata written = keep(file, json);
    written.tag = '"' + md5(content) + '"';
    return written.metadata;
  }

  private static String md5(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has MD5", e);
    }
  }

  private static ParsedMetadata last(Path file) {
    synchronized (LAST) {
      ParsedMetadata last = LAST.get(file.getParent());
      return last != null && last.file.equals(file) ? last : null;
    }
  }

  private static ParsedMetadata keep(Path file, String json) {
    ParsedMetadata parsed = new ParsedMetadata(file, json);
    synchronized (LAST) {
      LAST.put(file.getParent(), parsed);
    }
    return parsed;
  }

  private static String read(FileSystem files, MetadataVersion version) throws IOException {
    Path path = version.file().getPath();
    try (InputStream raw =
            FutureIO.awaitFuture(files.openFile(path).withFileStatus(version.file()).build());
        InputStream in = version.isCompressed() ? new GZIPInputStream(raw) : raw) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static HashCode hash(String json) {
    return Hashing.sha256().hashString(json, StandardCharsets.UTF_8);
  }
}
