package io.github.sparkonlambda.source;

import static io.github.sparkonlambda.source.FakeFunction.FAILURE;
import static io.github.sparkonlambda.source.FakeFunction.SUCCESS;
import static io.github.sparkonlambda.source.FakeFunction.failed;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.local.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventSourceMappingTest {
  private static final MappingSettings SETTINGS = MappingSettings.full(Duration.ofSeconds(4));

  private final FakeSource source = new FakeSource();
  private final List<String> discarded = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  @Test
  void sendsNoMoreRecordsThanTheBatchSize() throws Exception {
    source.arrive(5, 10, 0, 1);
    FakeFunction function = run(SETTINGS.withBatchSize(4), ids -> SUCCESS);
    assertThat(function.batches())
        .containsExactly(
            List.of("orders-0@0", "orders-0@1", "orders-0@2", "orders-0@3"),
            // The partition that was cut off has had its turn.
            List.of("orders-1@0", "orders-1@1", "orders-1@2", "orders-1@3"),
            List.of("orders-0@4", "orders-1@4"));
    assertThat(source.committed()).isEqualTo(Map.of("orders-0", 5L, "orders-1", 5L));
  }

  @Test
  void fillsEventsAndKeepsThemWithinTheirBytes() throws Exception {
    source.arrive(50, 300, 0, 1, 2);
    FakeFunction function = run(SETTINGS.withEventBytes(10_000), ids -> SUCCESS);
    assertThat(function.sizes()).allMatch(size -> size <= 10_000);
    assertThat(function.sizes().subList(0, function.sizes().size() - 1))
        .allMatch(size -> size > 9_400);
    assertThat(source.settled()).hasSize(150).doesNotHaveDuplicates();
  }

  @Test
  void waitsForAFullerBatchUntilTheWindowHasPassed() throws Exception {
    source.arrive(1, 10, 0).arrive(1, 10, 1).arrive(1, 10, 0);
    FakeFunction function = run(SETTINGS, ids -> SUCCESS);
    assertThat(function.batches())
        .containsExactly(List.of("orders-0@0", "orders-0@1", "orders-1@0"));
    assertThat(source.instant()).isBefore(Instant.EPOCH.plusSeconds(6));
  }

  @Test
  void sendsAtOnceWhatHasWaitedWhileTheFunctionWorked() throws Exception {
    source.arrive(1, 10, 0);
    FakeFunction slow =
        new FakeFunction(
            ids -> {
              source.pass(Duration.ofSeconds(10));
              return SUCCESS;
            });
    EventSourceMapping mapping = mapping(SETTINGS, slow);
    assertThat(mapping.step()).isTrue();
    Instant done = source.instant();
    source.arrive(1, 10, 0);
    assertThat(mapping.step()).isTrue();
    assertThat(source.instant()).isBefore(done.plusSeconds(11));
    assertThat(slow.batches()).hasSize(2);
  }

  @Test
  void sendsAtOnceWhatFillsABatch() throws Exception {
    source.arrive(3, 10, 0).arrive(3, 10, 0);
    EventSourceMapping mapping = mapping(SETTINGS.withBatchSize(3), new FakeFunction(i -> SUCCESS));
    assertThat(mapping.step()).isTrue();
    // Half a second at most for the first record, and none of the window.
    assertThat(source.instant()).isBefore(Instant.EPOCH.plusSeconds(1));
    assertThat(mapping.tally().read()).isEqualTo(3);
  }

  @Test
  void sendsEachArrivalWithoutAWindow() throws Exception {
    source.arrive(1, 10, 0).arrive(1, 10, 0);
    FakeFunction function = run(MappingSettings.full(Duration.ZERO), ids -> SUCCESS);
    assertThat(function.batches()).containsExactly(List.of("orders-0@0"), List.of("orders-0@1"));
  }

  @Test
  void resumesFromTheFirstFailedRecordOfEachPartition() throws Exception {
    source.arrive(4, 10, 0, 1, 2);
    FakeFunction function =
        run(
            SETTINGS,
            ids ->
                ids.contains("orders-2@0")
                    ? failed(List.of("orders-0@3", "orders-0@1", "orders-1@2"))
                    : SUCCESS);
    assertThat(function.batches().get(1))
        .containsExactly("orders-0@1", "orders-0@2", "orders-0@3", "orders-1@2", "orders-1@3");
    assertThat(function.batches()).hasSize(2);
    assertThat(source.settled().subList(0, 7))
        .containsExactly(
            "orders-0@0",
            "orders-1@0",
            "orders-1@1",
            "orders-2@0",
            "orders-2@1",
            "orders-2@2",
            "orders-2@3");
    assertThat(source.settled()).hasSize(12);
  }

  @Test
  void sendsABatchThatFailedAgainWhole() throws Exception {
    source.arrive(3, 10, 0);
    List<Outcome> outcomes = new ArrayList<>(List.of(FAILURE, FAILURE, SUCCESS));
    FakeFunction function = run(SETTINGS, ids -> outcomes.remove(0));
    assertThat(function.batches()).hasSize(3).containsOnly(function.batches().get(0));
    assertThat(source.settled()).hasSize(3);
    assertThat(discarded).isEmpty();
  }

  @Test
  void splitsABatchUntilTheBadRecordIsAlone() throws Exception {
    source.arrive(8, 10, 0);
    FakeFunction function =
        run(
            SETTINGS.withBisect().withAttempts(2),
            ids -> ids.contains("orders-0@5") ? FAILURE : SUCCESS);
    assertThat(function.batches().stream().map(List::size)).containsExactly(8, 4, 4, 2, 1, 1, 1, 2);
    assertThat(discarded).containsExactly("orders-0@5");
    assertThat(errors).containsExactly("JobFailedException: broken");
    assertThat(source.settled()).containsExactlyElementsOf(ids(0, 8));
  }

  @Test
  void splitsABatchOfWhichTheReplyLeavesNothingDone() throws Exception {
    source.arrive(4, 10, 0);
    run(
        SETTINGS.withBisect().withAttempts(2),
        ids -> ids.contains("orders-0@1") ? failed(List.of("orders-0@1")) : SUCCESS);
    assertThat(discarded).containsExactly("orders-0@1");
    assertThat(source.settled()).containsExactlyElementsOf(ids(0, 4));
  }

  @Test
  void givesUpAfterTheLastAttemptAndGoesOn() throws Exception {
    source.arrive(2, 10, 0).arrive(2, 10, 0);
    FakeFunction function =
        run(
            SETTINGS.withBatchSize(2).withAttempts(3),
            ids -> ids.contains("orders-0@0") ? FAILURE : SUCCESS);
    assertThat(function.batches()).hasSize(4);
    assertThat(discarded).containsExactly("orders-0@0", "orders-0@1");
    assertThat(source.committed()).containsEntry("orders-0", 4L);
  }

  @Test
  void givesUpARecordThatIsTooLargeForAnEvent() throws Exception {
    source.arrive(1, 10, 0).arrive(1, 3000, 0).arrive(1, 10, 0);
    FakeFunction function = run(SETTINGS.withEventBytes(1000), ids -> SUCCESS);
    assertThat(function.batches().stream().flatMap(List::stream))
        .containsExactly("orders-0@0", "orders-0@2");
    assertThat(discarded).containsExactly("orders-0@1");
    assertThat(errors.get(0)).matches("An event of 4\\d{3} bytes is over 1000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "not JSON",
        "{\"batchItemFailures\": {}}",
        "{\"batchItemFailures\": [{}]}",
        "{\"batchItemFailures\": [{\"itemIdentifier\": \"\"}]}",
        "{\"batchItemFailures\": [{\"itemIdentifier\": {\"partition\": \"orders-0\"}}]}",
        "{\"batchItemFailures\": [{\"itemIdentifier\": {\"partition\": \"orders-0\", \"offset\":"
            + " 99}}]}"
      })
  void takesAReplyThatItDoesNotUnderstandForAFailure(String reply) throws Exception {
    source.arrive(2, 10, 0);
    run(SETTINGS.withAttempts(2), ids -> new Outcome(false, reply));
    assertThat(discarded).hasSize(2);
    assertThat(errors.get(0)).containsAnyOf("The reply is not JSON", "batchItemFailures");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "{\"batchItemFailures\": null}",
        "{\"batchItemFailures\": []}",
        "[]"
      })
  void takesAReplyThatNamesNothingForSuccess(String reply) throws Exception {
    source.arrive(2, 10, 0);
    FakeFunction function = run(SETTINGS, ids -> new Outcome(false, reply));
    assertThat(function.batches()).hasSize(1);
    assertThat(discarded).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void losesAndDoublesNothingWhateverFails(long seed) throws Exception {
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      source.arrive(1 + random.nextInt(6), random.nextInt(200), 0, 1, 2, 3);
    }
    Set<String> done = new HashSet<>();
    MappingSettings settings = SETTINGS.withBatchSize(1 + random.nextInt(30)).withAttempts(4);
    run(
        seed % 2 == 0 ? settings.withBisect() : settings,
        ids -> {
          assertThat(ids).noneMatch(done::contains);
          List<String> bad = bad(ids, random);
          done.addAll(beforeFirst(bad, ids));
          return bad.size() == ids.size() ? FAILURE : failed(bad);
        });
    // The source has checked the order within each partition.
    assertThat(source.committed()).isEqualTo(source.written());
    assertThat(Stream.concat(done.stream(), discarded.stream()))
        .containsExactlyInAnyOrderElementsOf(source.settled())
        .doesNotHaveDuplicates();
  }

  private static List<String> bad(List<String> ids, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> ids;
      case 1 -> ids.stream().filter(id -> random.nextInt(5) == 0).toList();
      default -> List.of();
    };
  }

  private static List<String> beforeFirst(List<String> bad, List<String> ids) {
    Set<String> stopped = new HashSet<>();
    return ids.stream()
        .filter(
            id -> {
              String partition = id.split("@")[0];
              if (bad.contains(id)) {
                stopped.add(partition);
              }
              return !stopped.contains(partition);
            })
        .toList();
  }

  private FakeFunction run(MappingSettings settings, Function<List<String>, Outcome> answer)
      throws Exception {
    FakeFunction function = new FakeFunction(answer);
    EventSourceMapping mapping = mapping(settings, function);
    int steps = 0;
    while (mapping.step()) {
      assertThat(++steps).as("steps").isLessThan(5000);
    }
    Tally.Snapshot tally = mapping.tally();
    assertThat(tally.settled()).isEqualTo(tally.read()).isEqualTo(source.settled().size());
    assertThat(tally.discarded()).isEqualTo(discarded.size());
    assertThat(tally.invocations()).hasSize(function.batches().size());
    return function;
  }

  private EventSourceMapping mapping(MappingSettings settings, Invoker function) {
    return new EventSourceMapping(
        source,
        function,
        settings,
        (batch, error) -> {
          batch.records().forEach(record -> discarded.add(record.id()));
          errors.add(error);
        },
        source);
  }

  private static List<String> ids(long from, long to) {
    return LongStream.range(from, to).mapToObj(offset -> "orders-0@" + offset).toList();
  }
}
