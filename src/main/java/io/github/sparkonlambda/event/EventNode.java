package io.github.sparkonlambda.event;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A part of an event that knows where it stands in it, for the messages. The event is plain maps,
 * lists, text, numbers and booleans, whichever library has read it: the handler and the driver have
 * different ones.
 *
 * @param source what the event is of, for the messages
 * @param path such as {@code Records[3].kinesis}; empty for the event itself
 * @param value the part; null if it is missing or null
 * @param json reads JSON that stands in a text of the event; throws an {@link
 *     IllegalArgumentException} if it is none
 */
public record EventNode(
    EventSource source, String path, Object value, Function<String, Object> json) {
  public EventNode {
    requireNonNull(source, "source");
    requireNonNull(path, "path");
    requireNonNull(json, "json");
  }

  /** The event itself, its source recognised. */
  public static EventNode of(Map<String, ?> event, Function<String, Object> json) {
    EventNode unknown = new EventNode(EventSource.MANUAL, "", event, json);
    return new EventNode(EventSource.of(unknown), "", event, json);
  }

  private EventNode at(String place, Object part) {
    return new EventNode(source, place, part, json);
  }

  /** A field, perhaps missing. */
  EventNode field(String name) {
    Object part = value instanceof Map<?, ?> map ? map.get(name) : null;
    return at(path.isEmpty() ? name : path + "." + name, part);
  }

  boolean exists() {
    return value != null;
  }

  boolean has(String name) {
    return field(name).exists();
  }

  boolean isObject() {
    return value instanceof Map;
  }

  boolean isList() {
    return value instanceof List;
  }

  /** The elements of a list that must be there. */
  List<EventNode> requiredElements() {
    if (value == null) {
      throw unreadable("is missing");
    }
    return elements();
  }

  /** The elements; none if it is missing or null. */
  List<EventNode> elements() {
    return stream().toList();
  }

  /** The elements, each made when it is looked at. */
  Stream<EventNode> stream() {
    if (value == null) {
      return Stream.empty();
    }
    if (!(value instanceof List<?> list)) {
      throw unreadable("is no list");
    }
    return IntStream.range(0, list.size()).mapToObj(i -> at(path + "[" + i + "]", list.get(i)));
  }

  /** The fields by their names, in their order. */
  Map<String, EventNode> fields() {
    if (!(value instanceof Map<?, ?> map)) {
      throw unreadable(value == null ? "is missing" : "is no object");
    }
    Map<String, EventNode> fields = new LinkedHashMap<>();
    map.keySet().forEach(name -> fields.put(name.toString(), field(name.toString())));
    return fields;
  }

  Optional<String> text() {
    if (value instanceof Map || value instanceof List) {
      throw unreadable("is no text");
    }
    return Optional.ofNullable(value).map(Object::toString);
  }

  /** The text of a field without which nothing can be done; not empty either. */
  String requiredText() {
    return text()
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> unreadable(value == null ? "is missing" : "is empty"));
  }

  /** A whole number, also one that stands in a text. */
  Optional<Long> number() {
    try {
      return text().map(text -> new BigDecimal(shortEnough(text)).longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw unreadable("is no whole number");
    }
  }

  /** A number, also one that stands in a text. */
  Optional<BigDecimal> decimal() {
    try {
      return text().map(text -> new BigDecimal(shortEnough(text)));
    } catch (NumberFormatException e) {
      throw unreadable("is no number");
    }
  }

  /** Digits by the thousand, or an exponent of as many, would take long to make a number of. */
  private static String shortEnough(String text) {
    if (text.length() > 40 || text.matches(".*[eE][+-]?\\d{3,}")) {
      throw new NumberFormatException();
    }
    return text;
  }

  long requiredNumber() {
    return number().orElseThrow(() -> unreadable("is missing"));
  }

  /** Decodes base64. */
  Optional<byte[]> bytes() {
    if (value != null && !(value instanceof String)) {
      throw unreadable("is no text");
    }
    try {
      return text().map(Base64.getDecoder()::decode);
    } catch (IllegalArgumentException e) {
      throw unreadable("is not base64");
    }
  }

  /** Whether it is a text that begins as a JSON object does and is none. */
  boolean isBrokenObject() {
    return value instanceof String text
        && text.stripLeading().startsWith("{")
        && embedded().isEmpty();
  }

  /** The JSON object in a text, or empty if the text is none. */
  Optional<EventNode> embedded() {
    if (!(value instanceof String text) || !text.stripLeading().startsWith("{")) {
      return Optional.empty();
    }
    try {
      return Optional.of(at(path, json.apply(text)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The exception that says so of this part. */
  IllegalArgumentException unreadable(String why) {
    return new IllegalArgumentException("%s: %s %s.".formatted(source.label(), path, why));
  }
}
