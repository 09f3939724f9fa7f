package io.github.sparkonlambda.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkonlambda.config.ObjectChange;
import io.github.sparkonlambda.event.SourceRecord.Position;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

/** What holds for every event of the grammar, and for every one that is not quite of it. */
final class EventPropertiesTest {
  /** A message of ours: the source, the place in the event, what is wrong there. */
  private static final String MESSAGE =
      "(S3|Kinesis|Kafka|DynamoDB|SQS|SNS) event: [Rr]ecords.* (is|has) .*\\.|failedItems .*"
          + "|(S3|SQS|SNS) event: detail.* is .*\\.";

  /** What may stand anywhere in JSON. */
  @Provide
  static Arbitrary<Object> anything() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            "",
            " ",
            "x",
            "%zz",
            "%2F",
            "=",
            "é+ %20",
            "{",
            "{}",
            "[]",
            "null",
            "-1",
            "1e999999999"),
        Arbitraries.strings().ofMaxLength(12).map(text -> (Object) text),
        Arbitraries.of(0, -1, 1.5, Long.MAX_VALUE, 1e300, true, false),
        Arbitraries.of(
            List.of(), List.of(1), Map.of(), Map.of("a", 1), List.of(Map.of()), List.of(List.of())),
        Arbitraries.just(null));
  }

  /** Each field of each sample is replaced or removed in turn, by chance of the seed. */
  @Property(tries = 4000)
  void anEventWithSomethingElseInItIsReadOrRefusedWithSourceAndField(
      @ForAll @IntRange(max = 12) int fixture,
      @ForAll("anything") Object other,
      @ForAll boolean remove,
      @ForAll Random random) {
    Map<String, Object> event = Fixtures.fields(Fixtures.json(Fixtures.NAMES.get(fixture)));
    mutate(event, other, remove, random);
    read(event);
  }

  /**
   * Most cuts leave no JSON, which the runtime refuses; a text in the event may be cut anywhere.
   */
  @Property(tries = 500)
  void anEventInAMessageMayBeCutAnywhere(
      @ForAll @IntRange(max = 12) int fixture, @ForAll @IntRange(max = 6000) int length) {
    String json = Fixtures.json(Fixtures.NAMES.get(fixture));
    String body = json.substring(0, Math.min(length, json.length()));
    for (String name : List.of("sqs", "sns")) {
      Map<String, Object> event = Fixtures.fields(Fixtures.json(name));
      Map<String, Object> record = first(event);
      if (name.equals("sqs")) {
        record.put("body", body);
      } else {
        part(record, "Sns").put("Message", body);
      }
      read(event);
    }
  }

  /** Whichever it is, the first one too, by which a batch would be recognised. */
  @Property
  void noRecordIsLostForOneThatIsSomethingElse(
      @ForAll @IntRange(max = 1) int place, @ForAll("anything") Object other) {
    for (String name : List.of("dynamodb", "sqs")) {
      Map<String, Object> event = Fixtures.fields(Fixtures.json(name));
      List<Object> records = records(event);
      int given = records.size();
      records.set(place, other);
      List<UnreadableRecord> unreadable = new ArrayList<>();
      EventNode node = Fixtures.event(event);
      assertThat(SourceRecords.in(node, Fixtures::written, unreadable::add)).hasSize(given - 1);
      assertThat(unreadable).hasSize(1);
    }
    Map<String, Object> event = Fixtures.fields(Fixtures.json("s3"));
    records(event).set(place, other);
    assertThatThrownBy(() -> S3Work.of(Fixtures.event(event), EnumSet.allOf(ObjectChange.class)))
        .hasMessageStartingWith("S3 event: Records[" + place + "] is ");
  }

  @SuppressWarnings("unchecked")
  private static List<Object> records(Map<String, Object> event) {
    return (List<Object>) event.get("Records");
  }

  @Property
  void anyKeyComesThroughANotification(@ForAll @NotEmpty String key) {
    // Half a surrogate pair is no key, nor is NUL a character of a path.
    String whole = new String(key.getBytes(UTF_8), UTF_8).replace('\0', 'n');
    Map<String, Object> event = Fixtures.fields(Fixtures.json("s3"));
    part(part(first(event), "s3"), "object").put("key", URLEncoder.encode(whole, UTF_8));
    S3Work work = S3Work.of(Fixtures.event(event), EnumSet.allOf(ObjectChange.class));
    assertThat(work.objects().get(0).key()).isEqualTo(whole);
  }

  @Property
  void everyKafkaRecordComesThroughOnceWithItsBytes(
      @ForAll("kafkaRecords") @Size(max = 40) List<Map<String, Object>> records) {
    Map<String, List<Map<String, Object>>> partitions = new LinkedHashMap<>();
    int offset = 0;
    for (Map<String, Object> record : records) {
      record.put("offset", offset++);
      String name = record.get("topic") + "-" + record.get("partition");
      partitions.computeIfAbsent(name, n -> new ArrayList<>()).add(record);
    }
    EventNode event =
        Fixtures.event(Map.of("eventSource", "SelfManagedKafka", "records", partitions));
    List<SourceRecord> read = Fixtures.records(event);
    List<Map<String, Object>> expected =
        partitions.values().stream().flatMap(List::stream).toList();
    assertThat(read).hasSameSizeAs(expected);
    for (int i = 0; i < read.size(); i++) {
      Map<String, Object> record = expected.get(i);
      Position position =
          new Position(
              (String) record.get("topic"),
              (int) record.get("partition"),
              (int) record.get("offset"));
      assertThat(read.get(i).position()).contains(position);
      assertThat(read.get(i).value().map(Base64.getEncoder()::encodeToString))
          .isEqualTo(Optional.ofNullable((String) record.get("value")));
      assertThat(FailedItems.identifiers(event, List.of(read.get(i).id()), Fixtures.TAKERS))
          .hasSize(1);
    }
    assertThat(
            FailedItems.identifiers(
                event, read.stream().map(SourceRecord::id).toList(), Fixtures.TAKERS))
        .hasSize(read.size());
  }

  @Provide
  static Arbitrary<List<Map<String, Object>>> kafkaRecords() {
    Arbitrary<String> topics = Arbitraries.of("a", "b-1", "b", "a-0", "t.opic_");
    Arbitrary<Integer> partitions = Arbitraries.integers().between(0, 3);
    Arbitrary<String> values =
        Arbitraries.bytes()
            .array(byte[].class)
            .ofMaxSize(30)
            .map(Base64.getEncoder()::encodeToString)
            .injectNull(0.1);
    return Combinators.combine(topics, partitions, values)
        .as(
            (topic, partition, value) -> {
              Map<String, Object> record = new HashMap<>();
              record.put("topic", topic);
              record.put("partition", partition);
              record.put("value", value);
              return record;
            })
        .list();
  }

  /** All that the handler and the job API do with an event; nothing but our message may come. */
  private static void read(Map<String, Object> fields) {
    EventNode event = Fixtures.event(fields);
    List<UnreadableRecord> unreadable = new ArrayList<>();
    List<Runnable> readings =
        List.of(
            () -> S3Work.of(event, EnumSet.of(ObjectChange.CREATED)).inputPath(),
            () -> SourceRecords.in(event, Fixtures::written, unreadable::add),
            () -> FailedItems.identifiers(event, List.of("none"), Fixtures.TAKERS));
    for (Runnable reading : readings) {
      try {
        reading.run();
      } catch (IllegalArgumentException e) {
        assertThat(e.getMessage().replaceAll("\\R", " ")).matches(MESSAGE);
      }
    }
    assertThat(unreadable)
        .allSatisfy(record -> assertThat(record.reason().replaceAll("\\R", " ")).matches(MESSAGE));
  }

  /** Goes down to a part of the event and replaces or removes it there. */
  @SuppressWarnings("unchecked")
  private static void mutate(Object part, Object other, boolean remove, Random random) {
    if (part instanceof Map<?, ?> map && !map.isEmpty()) {
      Map<String, Object> fields = (Map<String, Object>) map;
      String name = List.copyOf(fields.keySet()).get(random.nextInt(fields.size()));
      if (isLeaf(fields.get(name)) || random.nextInt(4) == 0) {
        if (remove) {
          fields.remove(name);
        } else {
          fields.put(name, other);
        }
      } else {
        mutate(fields.get(name), other, remove, random);
      }
    } else if (part instanceof List<?> list && !list.isEmpty()) {
      List<Object> elements = (List<Object>) list;
      int place = random.nextInt(elements.size());
      if (isLeaf(elements.get(place)) || random.nextInt(6) == 0) {
        elements.set(place, other);
      } else {
        mutate(elements.get(place), other, remove, random);
      }
    }
  }

  private static boolean isLeaf(Object value) {
    return !(value instanceof Map<?, ?> map && !map.isEmpty())
        && !(value instanceof Collection<?> list && !list.isEmpty());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> first(Map<String, Object> event) {
    return (Map<String, Object>) ((List<?>) event.get("Records")).get(0);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> part(Map<String, Object> map, String name) {
    return (Map<String, Object>) map.get(name);
  }
}
