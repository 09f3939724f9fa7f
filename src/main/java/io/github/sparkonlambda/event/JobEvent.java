package io.github.sparkonlambda.event;

import static java.util.Objects.requireNonNull;

import com.amazonaws.lambda.thirdparty.com.fasterxml.jackson.annotation.JsonInclude;
import com.amazonaws.lambda.thirdparty.com.fasterxml.jackson.core.JsonProcessingException;
import com.amazonaws.lambda.thirdparty.com.fasterxml.jackson.databind.ObjectMapper;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import io.github.sparkonlambda.config.BadRecords;
import io.github.sparkonlambda.config.BatchSource;
import io.github.sparkonlambda.config.ObjectChange;
import io.github.sparkonlambda.failure.EventException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The event of one invocation, a JSON object.
 *
 * @param requestId Lambda's id of the invocation
 * @param fields its top-level fields in their order; values as the Lambda runtime reads them, null
 *     among them
 */
public record JobEvent(String requestId, Map<String, Object> fields) {
  /** Lambda's own mapper, which is loaded anyway, but without its habit of dropping nulls. */
  private static final ObjectMapper JSON =
      JacksonFactory.getInstance()
          .getMapper()
          .copy()
          .setDefaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS));

  private static final String FAILURES = "batchItemFailures";

  private static final Pattern S3_PATHS =
      Pattern.compile("s3a?://[^,]+(,\\s*s3a?://[^,]+)*", Pattern.DOTALL);

  public JobEvent {
    requireNonNull(requestId, "requestId");
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** The event as the runtime hands it over: an invocation without a payload brings null. */
  public static JobEvent of(String requestId, Map<String, Object> event) {
    return new JobEvent(requestId, event == null ? Map.of() : event);
  }

  /** Who sent it. */
  public EventSource source() {
    return root().source();
  }

  /**
   * What it asks for if it is about S3 objects.
   *
   * @param bad what becomes of messages that cannot be read
   * @throws EventException naming the source and the field that cannot be read
   */
  public S3Work s3Work(Set<ObjectChange> wanted, BadRecords bad) {
    try {
      S3Work work = S3Work.of(root(), wanted);
      if (bad == BadRecords.FAIL && !work.unreadable().isEmpty()) {
        throw UnreadableRecord.refusal(work.unreadable());
      }
      return work;
    } catch (IllegalArgumentException e) {
      throw new EventException(requestId + ": " + e.getMessage(), e);
    }
  }

  /**
   * What Lambda is told of the items that a job could not do: {@code {"batchItemFailures":
   * [{"itemIdentifier": ...}]}}.
   *
   * @throws IllegalArgumentException if it cannot be told, see {@link FailedItems}
   */
  public Map<String, Object> failedItems(List<?> failed, Set<BatchSource> takers) {
    List<Map<String, Object>> failures = new ArrayList<>();
    for (Object identifier : FailedItems.identifiers(root(), failed, takers)) {
      failures.add(Map.of("itemIdentifier", identifier));
    }
    return Map.of(FAILURES, failures);
  }

  /** What Lambda is told of a batch that was done whole; nothing of other events. */
  public Map<String, Object> allDone() {
    return source().batch().isPresent() ? Map.of(FAILURES, List.of()) : Map.of();
  }

  private EventNode root() {
    return EventNode.of(fields, JobEvent::read);
  }

  private static Object read(String json) {
    try {
      return JSON.readValue(json, Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * Writes the event, whole, as JSON in UTF-8.
   *
   * @throws UncheckedIOException if the file cannot be written
   */
  public void writeTo(Path file) {
    try (OutputStream out = Files.newOutputStream(file)) {
      JSON.writeValue(out, fields);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The top-level fields that are text, numbers or booleans, as text. */
  public Map<String, String> scalars() {
    Map<String, String> scalars = new LinkedHashMap<>();
    fields.forEach(
        (name, value) -> {
          if (value instanceof Double number) {
            scalars.put(name, BigDecimal.valueOf(number).stripTrailingZeros().toPlainString());
          } else if (value instanceof String
              || value instanceof Number
              || value instanceof Boolean) {
            scalars.put(name, value.toString());
          }
        });
    return scalars;
  }

  /**
   * A field that names a path on S3, under its own name or the same in lower case; the former wins.
   * A blank or null one counts as not there.
   *
   * <p>Only S3 will do: a caller who could name a file of the sandbox could have the job read the
   * function's credentials from /proc.
   *
   * @throws EventException if it is there and no text, or not an {@code s3://} or {@code s3a://}
   *     path, or a comma list of such
   */
  public Optional<String> path(String name) {
    return text(name).or(() -> text(name.toLowerCase(Locale.ROOT)));
  }

  private Optional<String> text(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (!(value instanceof String text)) {
      throw unusable(name, "must be text, not " + value.getClass().getSimpleName());
    }
    if (!text.isBlank() && (text.indexOf('\0') >= 0 || !S3_PATHS.matcher(text).matches())) {
      throw unusable(name, "must be an s3:// or s3a:// path");
    }
    return Optional.of(text).filter(path -> !path.isBlank());
  }

  private EventException unusable(String name, String why) {
    return new EventException("%s: the event's field %s %s.".formatted(requestId, name, why));
  }
}
