package io.github.sparkonlambda.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkonlambda.config.BadRecords;
import io.github.sparkonlambda.event.UnreadableRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * Does with records that cannot be read what BAD_RECORDS says: refuses to go on, or has them named
 * in the reply, by a file that the handler reads, and before that perhaps written to S3. That a
 * record is safe there is certain before the job goes on and commits the others.
 */
final class Rejections {
  /** In characters, of what the reply says of a record. */
  private static final int LONGEST = 300;

  private final ObjectMapper json;
  private final BadRecords policy;
  private final Optional<String> folder;
  private final Path file;

  /**
   * @param folder DEAD_LETTER_PATH
   * @param file for the handler
   */
  Rejections(ObjectMapper json, BadRecords policy, Optional<String> folder, Path file) {
    this.json = requireNonNull(json, "json");
    this.policy = requireNonNull(policy, "policy");
    this.folder = requireNonNull(folder, "folder");
    this.file = requireNonNull(file, "file");
  }

  /**
   * Notes the records that are left out, each id once however often it comes.
   *
   * @param hadoop for the way to S3
   * @throws IllegalArgumentException naming the first one, if BAD_RECORDS is fail
   * @throws UncheckedIOException if they cannot be written
   */
  void note(List<UnreadableRecord> records, Configuration hadoop) {
    if (records.isEmpty()) {
      return;
    }
    if (policy == BadRecords.FAIL) {
      throw UnreadableRecord.refusal(records);
    }
    try {
      ObjectNode noted = noted();
      if (policy == BadRecords.DEAD_LETTER) {
        addOnce(noted.withArray("deadLetters"), write(records, hadoop));
      }
      add(records, noted);
      json.writeValue(file.toFile(), noted);
    } catch (IOException | IllegalArgumentException e) {
      // The latter is S3A's word for a bucket's name that is none.
      throw new UncheckedIOException(
          "%d records that cannot be read are not written to %s: %s"
              .formatted(records.size(), folder.orElse(file.toString()), e.getMessage()),
          e instanceof IOException cause ? cause : new IOException(e));
    }
  }

  /** Named by their content, so that a batch that is tried again writes the same object again. */
  private String write(List<UnreadableRecord> records, Configuration hadoop) throws IOException {
    List<String> lines = new ArrayList<>();
    for (UnreadableRecord record : records) {
      lines.add(json.writeValueAsString(record.toMap()) + "\n");
    }
    Collections.sort(lines);
    byte[] bytes = String.join("", lines).getBytes(StandardCharsets.UTF_8);
    String parent = folder.orElseThrow().replaceFirst("/+$", "");
    String uri = parent + "/" + digest(bytes) + ".jsonl";
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(uri);
    try (OutputStream out = FileSystem.get(path.toUri(), hadoop).create(path, true)) {
      out.write(bytes);
    }
    return uri;
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), LONGEST));
  }

  private ObjectNode noted() throws IOException {
    return Files.exists(file) ? (ObjectNode) json.readTree(file.toFile()) : json.createObjectNode();
  }

  private static void add(List<UnreadableRecord> records, ObjectNode noted) {
    ArrayNode list = noted.withArray("records");
    Set<String> known = new HashSet<>();
    list.forEach(record -> known.add(record.path("id").asText()));
    for (UnreadableRecord record : records) {
      String id = cut(record.id());
      if (known.add(id)) {
        list.addObject().put("id", id).put("reason", cut(record.reason()));
      }
    }
    noted.put("count", list.size());
  }

  private static void addOnce(ArrayNode list, String text) {
    for (JsonNode one : list) {
      if (one.asText().equals(text)) {
        return;
      }
    }
    list.add(text);
  }
}
