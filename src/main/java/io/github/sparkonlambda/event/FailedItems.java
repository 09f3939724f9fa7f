package io.github.sparkonlambda.event;

import io.github.sparkonlambda.config.BatchSource;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The items of a batch that a job could not do, as Lambda wants to be told, so that it sends these
 * again and no others: sequence numbers of Kinesis and DynamoDB, of which Lambda takes the lowest
 * and sends everything from it on; message ids of SQS; topic, partition and offset of Kafka.
 */
final class FailedItems {
  private final EventNode event;
  // An object may have come in several messages.
  private final Map<String, List<Item>> known = new LinkedHashMap<>();

  /** An item in the order in which Lambda would go on. */
  private record Item(String group, BigDecimal place, Object identifier) {}

  private FailedItems(EventNode event) {
    this.event = event;
  }

  /**
   * The identifiers for the reply, the lowest first, each once.
   *
   * @param failed what the job named: ids as the view {@code records} has them, the source's own
   *     identifiers, or URIs of objects that came by SQS
   * @param takers the sources whose event source mapping takes a failure in part
   * @throws IllegalArgumentException if one of them is not of the event, or if Lambda cannot send a
   *     part of such an event again
   */
  static List<Object> identifiers(EventNode event, List<?> failed, Set<BatchSource> takers) {
    if (failed.isEmpty()) {
      return List.of();
    }
    if (event.source().batch().isEmpty()) {
      throw new IllegalArgumentException(
          "failedItems names %d, but no part of this %s can be sent again: let the job fail"
              .formatted(failed.size(), event.source().label()));
    }
    if (!takers.contains(event.source().batch().get())) {
      throw new IllegalArgumentException(
          "%d items are not done, and by BATCH_ITEM_FAILURES the event source takes no failure in part, so that all are sent again."
              .formatted(failed.size()));
    }
    FailedItems items = new FailedItems(event);
    items.learn();
    return failed.stream()
        .flatMap(named -> items.find(named).stream())
        .sorted(Comparator.comparing(Item::group).thenComparing(Item::place))
        .map(Item::identifier)
        .distinct()
        .toList();
  }

  private List<Item> find(Object named) {
    String name = name(named);
    return Optional.ofNullable(known.get(name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "failedItems names %s, which is not in the %s"
                        .formatted(name, event.source().label())));
  }

  /** Kafka's own identifier is an object. */
  private static String name(Object named) {
    return named instanceof Map<?, ?> object
        ? object.get("partition") + "@" + object.get("offset")
        : String.valueOf(named);
  }

  /** Another name of what is known by one, if it is. */
  private void alias(String name, String known) {
    List.copyOf(this.known.getOrDefault(known, List.of())).forEach(item -> know(name, item));
  }

  private void know(String name, Item item) {
    known.computeIfAbsent(name, n -> new ArrayList<>()).add(item);
  }

  private void learn() {
    if (event.source() == EventSource.KAFKA) {
      for (EventNode partition : event.field("records").fields().values()) {
        partition.elements().forEach(record -> learn(record, this::kafka));
      }
      return;
    }
    List<EventNode> records = event.field("Records").elements();
    for (EventNode record : records) {
      switch (event.source()) {
        case KINESIS -> learn(record, r -> ordered(r, r.field("kinesis").field("sequenceNumber")));
        case DYNAMODB ->
            learn(record, r -> ordered(r, r.field("dynamodb").field("SequenceNumber")));
        default -> learn(record, this::sqs);
      }
    }
    if (event.source() == EventSource.SQS) {
      for (S3Object object : S3Objects.in(event, message -> {}).objects()) {
        object.messageId().ifPresent(id -> alias(object.uri(), id));
      }
    }
    if (event.source() == EventSource.KINESIS) {
      for (SourceRecord record : SourceRecords.in(event, String::valueOf, unreadable -> {})) {
        // Those that the producer's library has put into one.
        if (!known.containsKey(record.id())) {
          alias(record.id(), record.sequenceNumber().orElseThrow());
        }
      }
    }
  }

  /** What names a record may be what cannot be read of it; then the job cannot name it either. */
  private static void learn(EventNode record, Consumer<EventNode> reader) {
    try {
      reader.accept(record);
    } catch (IllegalArgumentException e) {
      // It is unknown: a job that names it all the same is told so.
    }
  }

  private void ordered(EventNode record, EventNode number) {
    String identifier = number.requiredText();
    if (!identifier.matches("\\d{1,200}")) {
      throw number.unreadable("is no sequence number");
    }
    Item item = new Item("", new BigDecimal(identifier), identifier);
    know(identifier, item);
    RecordIds.id(record).filter(id -> !id.equals(identifier)).ifPresent(id -> know(id, item));
  }

  private void sqs(EventNode message) {
    String id = message.field("messageId").requiredText();
    know(id, new Item("", BigDecimal.valueOf(known.size()), id));
  }

  private void kafka(EventNode record) {
    SourceRecord.Position position = RecordIds.position(record);
    String partition = position.topic() + "-" + position.partition();
    Map<String, Object> identifier = new LinkedHashMap<>();
    identifier.put("partition", partition);
    identifier.put("offset", position.offset());
    Item item = new Item(partition, BigDecimal.valueOf(position.offset()), identifier);
    know(RecordIds.kafka(position), item);
  }
}
