package io.github.sparkonlambda.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sparkonlambda.local.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A function that notes the records of each event and answers as it is told. */
final class FakeFunction implements Invoker {
  static final Outcome SUCCESS = new Outcome(false, "{\"batchItemFailures\":[]}");
  static final Outcome FAILURE =
      new Outcome(true, "{\"errorType\":\"a.JobFailedException\",\"errorMessage\":\"broken\"}");

  private final List<List<String>> batches = new ArrayList<>();
  private final List<Integer> sizes = new ArrayList<>();
  private final Function<List<String>, Outcome> answer;

  /** Answers the ids of an event's records, {@code orders-0@12}. */
  FakeFunction(Function<List<String>, Outcome> answer) {
    this.answer = answer;
  }

  /** A reply that these records have failed. */
  static Outcome failed(List<String> ids) {
    List<Map<String, Object>> items =
        ids.stream()
            .map(id -> id.split("@"))
            .map(
                id ->
                    Map.<String, Object>of(
                        "itemIdentifier",
                        Map.of("partition", id[0], "offset", Long.parseLong(id[1]))))
            .toList();
    return new Outcome(false, AsciiJson.of(Map.of("batchItemFailures", items)));
  }

  @Override
  public Outcome invoke(String event) {
    List<String> ids = new ArrayList<>();
    try {
      for (JsonNode partition : new ObjectMapper().readTree(event).get("records")) {
        partition.forEach(
            record ->
                ids.add(
                    record.get("topic").textValue()
                        + "-"
                        + record.get("partition")
                        + "@"
                        + record.get("offset")));
      }
    } catch (JsonProcessingException e) {
      throw new AssertionError(event, e);
    }
    batches.add(ids);
    sizes.add(event.length());
    return answer.apply(ids);
  }

  /** The ids of each event's records. */
  List<List<String>> batches() {
    return List.copyOf(batches);
  }

  /** The bytes of each event. */
  List<Integer> sizes() {
    return List.copyOf(sizes);
  }
}
