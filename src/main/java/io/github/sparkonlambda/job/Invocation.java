package io.github.sparkonlambda.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkonlambda.config.BadRecords;
import io.github.sparkonlambda.config.ObjectChange;
import io.github.sparkonlambda.event.EventNode;
import io.github.sparkonlambda.event.S3Work;
import io.github.sparkonlambda.event.SourceRecord;
import io.github.sparkonlambda.event.SourceRecords;
import io.github.sparkonlambda.event.UnreadableRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

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

  private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

  /** Held by who changes a file that each instance finds anew. */
  private static final Object FILES = new Object();

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
   * The S3 objects that the event is about and that FILTER_EVENTS lets pass: a row for each, with
   * bucket, key (decoded), size in bytes, etag, uri, change, version_id and message_id. From S3
   * notifications, also through EventBridge, SQS, or SNS and SQS; none for other events.
   *
   * <p>What BAD_RECORDS says has been done with messages whose objects cannot be read.
   *
   * @throws IllegalArgumentException naming source and field of the event that cannot be read
   */
  public Dataset<Row> objects() {
    S3Work work = S3Work.of(root(), filter());
    return session().createDataFrame(ObjectRows.of(work.objects()), ObjectRows.SCHEMA);
  }

  /**
   * The records that the event carries, from Kinesis, Kafka (MSK or self-managed), DynamoDB, SQS
   * and SNS: a row for each, see {@link RecordRows#SCHEMA}; none for other events. Records that the
   * Kinesis Producer Library has put into one come singly.
   *
   * @throws IllegalArgumentException naming source and field of a record that cannot be read, if
   *     BAD_RECORDS is fail
   * @throws UncheckedIOException if such records cannot be written to DEAD_LETTER_PATH
   */
  public Dataset<Row> records() {
    List<UnreadableRecord> unreadable = new ArrayList<>();
    List<SourceRecord> records = SourceRecords.in(root(), Invocation::json, unreadable::add);
    reject(unreadable, session().sparkContext().hadoopConfiguration());
    return session().createDataFrame(RecordRows.of(records), RecordRows.SCHEMA);
  }

  /**
   * Does with records that this job cannot read, such as JSON that is none, what BAD_RECORDS says:
   * fails, or has them counted and named in the reply, and perhaps written to DEAD_LETTER_PATH. The
   * job goes on with the others.
   *
   * @param records those that are bad, with a column {@code id}; the other columns are kept with it
   * @param reason for the message, the reply and the dead letters
   * @throws IllegalArgumentException if there are any and BAD_RECORDS is fail
   * @throws UncheckedIOException if they cannot be written
   */
  public void reject(Dataset<Row> records, String reason) {
    reject(records.withColumn(BadRows.REASON, functions.lit(reason)));
  }

  /**
   * As {@link #reject(Dataset, String)}, with a reason for each.
   *
   * @param records those that are bad, with columns {@code id} and {@code reason}
   */
  public void reject(Dataset<Row> records) {
    reject(BadRows.of(records, Invocation::fields), session().sparkContext().hadoopConfiguration());
  }

  /**
   * Does with messages whose S3 objects cannot be read what BAD_RECORDS says. For the driver,
   * before the job begins: one that takes its input from INPUT_PATH would never learn of them.
   *
   * @throws UncheckedIOException if they cannot be written to DEAD_LETTER_PATH
   */
  public void rejectUnreadableObjects() {
    // In the fork engine there is no session yet, and its settings are the job's to choose.
    Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
    reject(S3Work.of(root(), filter()).unreadable(), hadoop);
  }

  private void reject(List<UnreadableRecord> records, Configuration hadoop) {
    String policy = parameter("BAD_RECORDS").orElse(BadRecords.FAIL.label());
    synchronized (FILES) {
      new Rejections(
              JSON, BadRecords.of(policy), parameter("DEAD_LETTER_PATH"), file("REJECTED_FILE"))
          .note(records, hadoop);
    }
  }

  /**
   * Names the items of a batch that are not done: the event source sends them again, of SQS these,
   * of Kinesis, DynamoDB and each partition of Kafka everything from the lowest one on. The job
   * goes on; to end it so, throw a {@link FailedItemsException}.
   *
   * @param ids as {@link #records()} has them; sequence numbers; message ids; URIs of {@link
   *     #objects()} that came by SQS
   */
  public void failedItems(Collection<String> ids) {
    synchronized (FILES) {
      resultFields().addFailedItems(ids);
    }
  }

  /**
   * Sets the reply's {@code result}.
   *
   * @param fields what a JSON object can hold: text, numbers, booleans, null, lists and maps
   */
  public void result(Map<String, ?> fields) {
    synchronized (FILES) {
      resultFields().set(fields);
    }
  }

  private ResultFields resultFields() {
    return new ResultFields(JSON, file("RESULT_FILE"));
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

  private EventNode root() {
    return EventNode.of(JSON.convertValue(tree(), FIELDS), Invocation::parsed);
  }

  private static Map<String, Object> fields(String text) {
    try {
      return JSON.readValue(text, FIELDS);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Spark has written it as JSON", e);
    }
  }

  private static Object parsed(String text) {
    try {
      return JSON.readValue(text, Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String json(Object part) {
    try {
      return JSON.writeValueAsString(part);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("It was JSON when it came", e);
    }
  }

  private Set<ObjectChange> filter() {
    return Arrays.stream(
            parameter("FILTER_EVENTS").orElse(ObjectChange.CREATED.label()).split(",", -1))
        .map(ObjectChange::of)
        .collect(Collectors.toSet());
  }

  private Path file(String variable) {
    return parameter(variable)
        .map(Path::of)
        .orElseThrow(
            () -> new IllegalStateException(variable + " is not set: this is no job's driver"));
  }
}
