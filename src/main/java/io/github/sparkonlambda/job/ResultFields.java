package io.github.sparkonlambda.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/**
 * The JSON object in RESULT_FILE: the reply's result and, beside its fields, the items that are not
 * done. Each instance finds anew what others have written; for one thread at a time.
 */
final class ResultFields {
  private static final String FAILED_ITEMS = "failedItems";

  private final ObjectMapper json;
  private final Path file;

  ResultFields(ObjectMapper json, Path file) {
    this.json = requireNonNull(json, "json");
    this.file = requireNonNull(file, "file");
  }

  /** Sets all fields but the items. */
  void set(Map<String, ?> fields) {
    ObjectNode result = json.valueToTree(fields);
    JsonNode items = written().get(FAILED_ITEMS);
    if (items != null && !result.has(FAILED_ITEMS)) {
      result.set(FAILED_ITEMS, items);
    }
    write(result);
  }

  /** Adds to the items that are not done. */
  void addFailedItems(Collection<String> ids) {
    ObjectNode result = written();
    JsonNode before = result.path(FAILED_ITEMS);
    if (!before.isArray() && !before.isMissingNode() && !before.isNull()) {
      throw new IllegalStateException("failedItems in RESULT_FILE is no list");
    }
    ArrayNode items = before.isArray() ? (ArrayNode) before : result.putArray(FAILED_ITEMS);
    ids.forEach(items::add);
    write(result);
  }

  private ObjectNode written() {
    try {
      JsonNode written =
          Files.exists(file) ? json.readTree(file.toFile()) : json.createObjectNode();
      if (written instanceof ObjectNode object) {
        return object;
      }
      throw new IllegalStateException("RESULT_FILE holds something else than a JSON object");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(ObjectNode result) {
    try {
      json.writeValue(file.toFile(), result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
