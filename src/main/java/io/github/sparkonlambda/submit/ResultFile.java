package io.github.sparkonlambda.submit;

import com.amazonaws.lambda.thirdparty.com.fasterxml.jackson.core.JsonProcessingException;
import com.amazonaws.lambda.thirdparty.com.fasterxml.jackson.databind.DeserializationFeature;
import com.amazonaws.lambda.thirdparty.com.fasterxml.jackson.databind.JsonNode;
import com.amazonaws.lambda.thirdparty.com.fasterxml.jackson.databind.ObjectReader;
import com.amazonaws.lambda.thirdparty.com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.amazonaws.lambda.thirdparty.com.fasterxml.jackson.databind.node.ArrayNode;
import com.amazonaws.lambda.thirdparty.com.fasterxml.jackson.databind.node.ObjectNode;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import io.github.sparkonlambda.failure.JobFailedException;
import io.github.sparkonlambda.failure.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads what a job left in RESULT_FILE, and the list of records that were left out. */
final class ResultFile {
  /** In bytes. Lambda's response holds 6 MB, of which the reply's other fields need a little. */
  static final long LONGEST = 5_000_000;

  private static final String FAILED_ITEMS = "failedItems";
  private static final String LAMBDAS_FAILURES = "batchItemFailures";

  /** Of the records that were left out, so many are in the reply. */
  private static final int SHOWN = 100;

  /** The JSON library that Lambda's runtime has loaded anyway. */
  private static final ObjectReader JSON =
      JacksonFactory.getInstance()
          .getMapper()
          .reader()
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

  private ResultFile() {}

  /**
   * The result, or empty if the job left none.
   *
   * @param scriptUri leads the message of a failure
   * @throws JobFailedException if the file is larger than {@link #LONGEST} or not one JSON object
   */
  static Optional<JsonNode> read(Path file, String scriptUri) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      long size = Files.size(file);
      if (size > LONGEST) {
        throw new JobFailedException(
            "%s: the job succeeded, but its RESULT_FILE has %d bytes and %d can be returned. Write large results to S3 and return where they are."
                .formatted(scriptUri, size, LONGEST));
      }
      JsonNode result = JSON.readTree(Files.readAllBytes(file));
      if (!result.isObject()) {
        throw notAnObject(
            scriptUri,
            result.isMissingNode()
                ? "it is empty"
                : "it is of type " + result.getNodeType().name().toLowerCase(Locale.ROOT),
            null);
      }
      return Optional.of(result);
    } catch (JsonProcessingException e) {
      throw notAnObject(scriptUri, e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new PlatformException(scriptUri + ": RESULT_FILE cannot be read: " + e, e);
    }
  }

  /**
   * The records that were left out: their number, and the first of them.
   *
   * @param scriptUri leads the message of a failure
   * @throws PlatformException if what the driver has noted cannot be read
   */
  static Optional<JsonNode> rejected(Path file, String scriptUri) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode noted = JSON.readTree(Files.readAllBytes(file));
      ArrayNode records = (ArrayNode) noted.path("records");
      while (records.size() > SHOWN) {
        records.remove(records.size() - 1);
      }
      return Optional.of(noted);
    } catch (IOException e) {
      throw new PlatformException(
          scriptUri + ": the list of records that were left out cannot be read: " + e, e);
    }
  }

  /**
   * Takes {@code failedItems} out of the result: the items of the event that the job could not do.
   *
   * @param result as it was read
   * @param scriptUri leads the message of a failure
   * @throws JobFailedException if they are not a list of text and objects
   */
  static List<Object> takeFailedItems(Optional<JsonNode> result, String scriptUri) {
    if (result.filter(object -> object.has(LAMBDAS_FAILURES)).isPresent()) {
      throw new JobFailedException(
          scriptUri
              + ": the job succeeded, but its RESULT_FILE has batchItemFailures, which the handler"
              + " says itself: put the ids into failedItems.");
    }
    JsonNode items = result.map(object -> ((ObjectNode) object).remove(FAILED_ITEMS)).orElse(null);
    if (items == null || items.isNull()) {
      return List.of();
    }
    List<Object> list = new ArrayList<>();
    for (JsonNode item : items) {
      list.add(item.isObject() ? fields(item) : item.asText());
    }
    if (!items.isArray() || list.contains("")) {
      throw new JobFailedException(
          scriptUri
              + ": the job succeeded, but failedItems in its RESULT_FILE is no list of ids: "
              + items);
    }
    return list;
  }

  private static Map<String, String> fields(JsonNode item) {
    Map<String, String> fields = new LinkedHashMap<>();
    item.fields().forEachRemaining(field -> fields.put(field.getKey(), field.getValue().asText()));
    return fields;
  }

  private static JobFailedException notAnObject(String scriptUri, String why, Exception cause) {
    return new JobFailedException(
        "%s: the job succeeded, but its RESULT_FILE is not one JSON object: %s"
            .formatted(scriptUri, why),
        cause);
  }
}
