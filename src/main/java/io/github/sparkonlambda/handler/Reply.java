package io.github.sparkonlambda.handler;

import com.amazonaws.lambda.thirdparty.com.fasterxml.jackson.databind.JsonNode;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import io.github.sparkonlambda.config.BatchSource;
import io.github.sparkonlambda.config.Engine;
import io.github.sparkonlambda.event.JobEvent;
import io.github.sparkonlambda.failure.JobFailedException;
import io.github.sparkonlambda.script.JobScript;
import io.github.sparkonlambda.submit.JobReport;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a successful invocation returns. A failed one returns nothing: it throws.
 *
 * <pre>
 * {
 *   "status": "succeeded",
 *   "requestId": "...",
 *   "script": {"uri": "s3://bucket/key", "etag": "\"...\""},
 *   "engine": "fork",
 *   "coldStart": true,
 *   "durationMs": 9000,
 *   "phases": {"fetchMs": 500, "submitMs": 3500, "jobMs": 5000},
 *   "result": {...},             only if the job wrote RESULT_FILE
 *   "badRecords": {...},         only if records were left out: count, records, deadLetters
 *   "batchItemFailures": []      only for batches: Kinesis, Kafka, DynamoDB, SQS
 * }
 * </pre>
 *
 * Of a batch that was done in part Lambda gets the failures and nothing else, in the form that it
 * documents: {@code {"batchItemFailures": [{"itemIdentifier": "..."}]}}.
 *
 * @param total from the handler's call to its return
 * @param fetch asking S3 for the script, and fetching and compiling it where it changed
 */
record Reply(
    JobEvent event,
    JobScript script,
    Engine engine,
    boolean coldStart,
    Duration total,
    Duration fetch,
    JobReport report) {

  /** The reply as JSON, by the serializer that Lambda's runtime uses. */
  static String json(Map<String, Object> reply) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    JacksonFactory.getInstance().getSerializer((Type) Map.class).toJson(reply, json);
    return json.toString(StandardCharsets.UTF_8);
  }

  /**
   * Of an event that no job is run for.
   *
   * @param rejected the records that were left out
   */
  static Map<String, Object> nothingToDo(JobEvent event, String why, Optional<JsonNode> rejected) {
    Map<String, Object> reply = new LinkedHashMap<>();
    reply.put("status", "nothing to do");
    reply.put("requestId", event.requestId());
    reply.put("reason", why);
    rejected.ifPresent(records -> reply.put("badRecords", records));
    reply.putAll(event.allDone());
    return reply;
  }

  /**
   * What Lambda is told of a batch that was done in part.
   *
   * @param takers the sources whose event source mapping takes a failure in part
   * @throws JobFailedException if it cannot be told: the whole event failed then
   */
  Map<String, Object> failedItems(Set<BatchSource> takers) {
    try {
      return event.failedItems(report.failedItems(), takers);
    } catch (IllegalArgumentException e) {
      throw new JobFailedException(script.location().uri() + ": " + e.getMessage(), e);
    }
  }

  Map<String, Object> toMap() {
    Map<String, Object> phases = new LinkedHashMap<>();
    phases.put("fetchMs", fetch.toMillis());
    phases.put("submitMs", report.submit().toMillis());
    phases.put("jobMs", report.job().toMillis());
    Map<String, Object> fetched = new LinkedHashMap<>();
    fetched.put("uri", script.location().uri());
    fetched.put("etag", script.etag());
    Map<String, Object> reply = new LinkedHashMap<>();
    reply.put("status", "succeeded");
    reply.put("requestId", event.requestId());
    reply.put("script", fetched);
    reply.put("engine", engine.label());
    reply.put("coldStart", coldStart);
    reply.put("durationMs", total.toMillis());
    reply.put("phases", phases);
    report.result().ifPresent(result -> reply.put("result", result));
    report.rejected().ifPresent(rejected -> reply.put("badRecords", rejected));
    reply.putAll(event.allDone());
    return reply;
  }
}
