package io.github.sparkonlambda.submit;

import static java.util.Objects.requireNonNull;

import com.amazonaws.lambda.thirdparty.com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of a job that succeeded.
 *
 * @param submit from the start of spark-submit to the start of the job's main
 * @param job from there to the end of the driver
 * @param result the JSON object that the job left in RESULT_FILE; a tree, because Lambda's
 *     serializer drops the nulls of maps
 * @param failedItems what the job named there as not done; not part of the result any more
 * @param rejected the records that could not be read, if any were left out
 */
public record JobReport(
    Duration submit,
    Duration job,
    Optional<JsonNode> result,
    List<Object> failedItems,
    Optional<JsonNode> rejected) {
  public JobReport {
    requireNonNull(submit, "submit");
    requireNonNull(job, "job");
    requireNonNull(result, "result");
    failedItems = List.copyOf(failedItems);
    requireNonNull(rejected, "rejected");
  }
}
