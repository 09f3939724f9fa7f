package io.github.sparkonlambda.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A part of an event that knows where it stands in it, for the messages.
 *
 * @param path such as {@code Records[3].kinesis}; empty for the event itself
 * @param json the part
 */
record EventNode(String path, JsonNode json) {
  EventNode {
    requireNonNull(path, "path");
    requireNonNull(json, "json");
  }

  /** A field, perhaps missing. */
  EventNode field(String name) {
    return new EventNode(path.isEmpty() ? name : path + "." + name, json.path(name));
  }

  boolean has(String name) {
    return json.hasNonNull(name);
  }

  /** The elements; none if it is missing or null. */
  List<EventNode> elements() {
    if (!json.isMissingNode() && !json.isNull() && !json.isArray()) {
      throw unreadable("is no list");
    }
    List<EventNode> elements = new ArrayList<>();
    for (int i = 0; i < json.size(); i++) {
      elements.add(new EventNode(path + "[" + i + "]", json.get(i)));
    }
    return elements;
  }

  /** The fields by their names, in their order; none if it is no object. */
  Map<String, EventNode> fields() {
    Map<String, EventNode> fields = new LinkedHashMap<>();
    json.fieldNames().forEachRemaining(name -> fields.put(name, field(name)));
    return fields;
  }

  Optional<String> text() {
    if (json.isMissingNode() || json.isNull()) {
      return Optional.empty();
    }
    if (!json.isValueNode()) {
      throw unreadable("is no text");
    }
    return Optional.of(json.asText());
  }

  String requiredText() {
    return text().orElseThrow(() -> unreadable("is missing"));
  }

  Optional<Long> number() {
    if (json.isMissingNode() || json.isNull()) {
      return Optional.empty();
    }
    if (!json.canConvertToLong() && !json.asText().matches("-?\\d{1,18}")) {
      throw unreadable("is no whole number");
    }
    return Optional.of(json.isNumber() ? json.longValue() : Long.parseLong(json.asText()));
  }

  /** Decodes base64. */
  Optional<byte[]> bytes() {
    Optional<String> text = text();
    try {
      return text.map(Base64.getDecoder()::decode);
    } catch (IllegalArgumentException e) {
      throw unreadable("is not base64");
    }
  }

  /** The JSON object in a text, or empty if the text is none. */
  Optional<EventNode> embedded() {
    Optional<String> text = json.isTextual() ? Optional.of(json.asText()) : Optional.empty();
    try {
      return text.filter(t -> t.stripLeading().startsWith("{"))
          .map(EventNode::parse)
          .map(node -> new EventNode(path, node));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static JsonNode parse(String text) {
    try {
      return JsonMapper.builder().build().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  IllegalArgumentException unreadable(String why) {
    return new IllegalArgumentException("The event's " + path + " " + why + ".");
  }
}
