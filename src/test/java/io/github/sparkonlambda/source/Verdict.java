package io.github.sparkonlambda.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sparkonlambda.local.Outcome;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an outcome says about a batch: all is done, some records have failed, or all have. As for
 * Lambda, a reply that is not understood says that all have failed, so that nothing is lost.
 *
 * @param error why all have failed, if they have
 * @param failedIds the {@link SourceRecord#id}s of those that have failed; empty if all have
 */
record Verdict(Optional<String> error, Set<String> failedIds) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Verdict {
    failedIds = Set.copyOf(failedIds);
  }

  boolean isSuccess() {
    return error.isEmpty() && failedIds.isEmpty();
  }

  /** Reads what the function answered for this batch. */
  static Verdict of(Outcome outcome, Batch batch, EventFormat format) {
    if (outcome.failed()) {
      return failed(outcome.errorType() + ": " + outcome.errorMessage());
    }
    JsonNode failures;
    try {
      failures = JSON.readTree(outcome.body()).path("batchItemFailures");
    } catch (JsonProcessingException e) {
      return failed("The reply is not JSON: " + outcome.body());
    }
    if (failures.isMissingNode() || failures.isNull()) {
      return new Verdict(Optional.empty(), Set.of());
    }
    if (!failures.isArray()) {
      return failed("batchItemFailures is no list: " + failures);
    }
    return named(failures, batch, format);
  }

  private static Verdict named(JsonNode failures, Batch batch, EventFormat format) {
    Set<String> known = batch.records().stream().map(SourceRecord::id).collect(Collectors.toSet());
    Set<String> ids = new HashSet<>();
    for (JsonNode failure : failures) {
      Optional<String> id = format.recordId(failure.path("itemIdentifier"));
      if (id.filter(known::contains).isEmpty()) {
        return failed("batchItemFailures names no record of the batch: " + failure);
      }
      ids.add(id.get());
    }
    return new Verdict(Optional.empty(), ids);
  }

  private static Verdict failed(String error) {
    return new Verdict(Optional.of(error), Set.of());
  }
}
