package io.github.sparkonlambda.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a job may ask of the invocation that it runs in, and may leave alone: all of it is also in
 * the job's arguments, environment variables and files.
 *
 * <pre>{@code
 * Invocation invocation = Invocation.current();
 * Dataset<Row> orders = invocation.records().selectExpr("from_json(value, 'id BIGINT') o");
 * ...
 * invocation.result(Map.of("rows", rows));
 * }</pre>
 *
 * <p>Nothing is read or computed before it is asked for. For use in the driver, by any thread.
 */
public final class Invocation {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private final Map<String, String> variables;
  private JsonNode event;

  private Invocation(Map<String, String> variables) {
    this.variables = Map.copyOf(requireNonNull(variables, "variables"));
  }

  /**
   * The invocation of this job.
   *
   * @throws IllegalStateException if the process is not the driver of one
   */
  public static Invocation current() {
    Invocation invocation = new Invocation(System.getenv());
    invocation.file("EVENT_FILE");
    return invocation;
  }

  /** The session; its settings, views and cached tables are gone when the job ends. */
  public SparkSession session() {
    return SparkSession.builder().getOrCreate();
  }

  /**
   * An environment variable of the job: those of the function, INPUT_PATH and OUTPUT_PATH, and the
   * event's scalar fields that README admits.
   */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  /** The event's JSON, whole. */
  public String event() {
    try {
      return Files.readString(file("EVENT_FILE"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A value within the event.
   *
   * @param path field names joined by dots, and numbers, from 0, for the elements of lists: {@code
   *     Records.0.s3.bucket.name}
   * @return text, numbers and booleans as text, objects and lists as JSON; empty if it is not there
   *     or null
   */
  public Optional<String> eventField(String path) {
    JsonNode node = tree();
    for (String name : path.split("\\.", -1)) {
      node =
          node.isArray() && name.matches("\\d{1,9}")
              ? node.path(Integer.parseInt(name))
              : node.path(name);
    }
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    if (node.isNumber()) {
      return Optional.of(node.decimalValue().toPlainString());
    }
    return Optional.of(node.isValueNode() ? node.asText() : node.toString());
  }

  /** The event as one row; its columns are the event's fields, with the types Spark finds. */
  public Dataset<Row> eventRow() {
    SparkSession session = session();
    return session.read().json(session.createDataset(List.of(event()), Encoders.STRING()));
  }

  /**
   * The S3 objects that the event is about: a row for each, with bucket, key (decoded), size in
   * bytes, etag and uri. From S3 notifications, also through EventBridge, SQS, or SNS and SQS; none
   * for other events.
   *
   * @throws IllegalArgumentException naming the field of the event that cannot be read
   */
  public Dataset<Row> objects() {
    return session().createDataFrame(new EventObjects(tree()).rows(), EventObjects.SCHEMA);
  }

  /**
   * The records that the event carries, from Kinesis, Kafka (MSK or self-managed), SQS and SNS: a
   * row for each, see {@link EventRecords#SCHEMA}; none for other events.
   *
   * @throws IllegalArgumentException naming the field of the event that cannot be read
   */
  public Dataset<Row> records() {
    return session().createDataFrame(new EventRecords(tree()).rows(), EventRecords.SCHEMA);
  }

  /**
   * Sets the reply's {@code result}.
   *
   * @param fields what a JSON object can hold: text, numbers, booleans, null, lists and maps
   */
  public void result(Map<String, ?> fields) {
    try {
      JSON.writeValue(file("RESULT_FILE").toFile(), fields);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is left until the job would be ended; not negative. */
  public Duration remainingTime() {
    String end =
        parameter("DEADLINE")
            .orElseThrow(() -> new IllegalStateException("DEADLINE is not set: no invocation"));
    long left = Long.parseLong(end) - System.currentTimeMillis();
    return Duration.ofMillis(Math.max(0, left));
  }

  /** Read once: an event may have 6 MB, and a script many references to it. */
  private synchronized JsonNode tree() {
    try {
      if (event == null) {
        event = JSON.readTree(event());
      }
      return event;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String variable) {
    return parameter(variable)
        .map(Path::of)
        .orElseThrow(
            () -> new IllegalStateException(variable + " is not set: this is no job's driver"));
  }
}
