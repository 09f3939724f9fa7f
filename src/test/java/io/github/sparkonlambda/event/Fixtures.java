package io.github.sparkonlambda.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sparkonlambda.config.BatchSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Sample events, in the form that each source documents. */
public final class Fixtures {
  private static final ObjectMapper JSON = new ObjectMapper();

  static final Set<BatchSource> TAKERS = EnumSet.allOf(BatchSource.class);

  /** All of them. */
  public static final List<String> NAMES =
      List.of(
          "s3",
          "s3-eventbridge",
          "s3-in-sqs",
          "s3-in-sns-in-sqs",
          "s3-test",
          "kinesis",
          "msk",
          "self-managed-kafka",
          "sqs",
          "sns",
          "dynamodb",
          "schedule",
          "eventbridge");

  private Fixtures() {}

  /** The sample's JSON. */
  public static String json(String name) {
    String resource = "/events/" + name + ".json";
    try (InputStream in = Fixtures.class.getResourceAsStream(resource)) {
      return new String(
          Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, Object> fields(String json) {
    try {
      return JSON.readValue(json, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static EventNode event(String json) {
    return event(fields(json));
  }

  static EventNode event(Map<String, Object> fields) {
    return EventNode.of(fields, Fixtures::parsed);
  }

  private static Object parsed(String json) {
    try {
      return JSON.readValue(json, Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static String written(Object part) {
    try {
      return JSON.writeValueAsString(part);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The records of an event of which none may be unreadable. */
  static List<SourceRecord> records(EventNode event) {
    List<UnreadableRecord> unreadable = new ArrayList<>();
    List<SourceRecord> records = SourceRecords.in(event, Fixtures::written, unreadable::add);
    if (!unreadable.isEmpty()) {
      throw new IllegalArgumentException(unreadable.get(0).reason());
    }
    return records;
  }
}
