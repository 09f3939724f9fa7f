package io.github.sparkonlambda.event;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.config.ObjectChange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The S3 objects of an event: of S3's own notification, whose keys are URL-encoded, of an
 * EventBridge event, whose keys are not, and of either inside SQS messages or SNS ones, perhaps
 * both. S3 sends a test event when a notification is set up; there is no object in it.
 *
 * @param objects in the event's order
 * @param whole whether the event is about S3 and nothing else
 * @param others how many messages are not about S3
 */
record S3Objects(List<S3Object> objects, boolean whole, int others) {
  S3Objects {
    objects = List.copyOf(objects);
  }

  /**
   * Finds them.
   *
   * @param unreadable takes each message of SQS or SNS whose objects cannot be read
   * @throws IllegalArgumentException naming the source and the field that cannot be read, if it is
   *     not only a message
   */
  static S3Objects in(EventNode event, Consumer<UnreadableRecord> unreadable) {
    Collector found = new Collector(event.source(), unreadable);
    boolean whole =
        switch (event.source()) {
          case S3 -> found.notification(event, Optional.empty());
          case SQS, SNS -> found.messages(event) == 0;
          case KINESIS, KAFKA, DYNAMODB, SCHEDULE, EVENTBRIDGE, MANUAL -> false;
        };
    return new S3Objects(found.objects, whole, found.others.size());
  }

  static boolean isTest(EventNode event) {
    return "s3:TestEvent".equals(event.field("Event").value());
  }

  static boolean isOfEventBridge(EventNode event) {
    // CloudTrail's are of S3 too, and about no object.
    return "aws.s3".equals(event.field("source").value())
        && event.field("detail-type").value() instanceof String type
        && type.startsWith("Object ");
  }

  private static final class Collector {
    private final EventSource source;
    private final Consumer<UnreadableRecord> unreadable;
    private final List<S3Object> objects = new ArrayList<>();
    private final List<EventNode> others = new ArrayList<>();

    Collector(EventSource source, Consumer<UnreadableRecord> unreadable) {
      this.source = requireNonNull(source, "source");
      this.unreadable = requireNonNull(unreadable, "unreadable");
    }

    /** Returns how many messages are not about S3. */
    int messages(EventNode event) {
      event.field("Records").elements().forEach(this::message);
      if (!objects.isEmpty()) {
        // Among S3's it is one of S3's that did not arrive whole.
        others.removeIf(this::refusedAsBroken);
      }
      return others.size();
    }

    /** One of which an object cannot be read is left out whole. */
    private void message(EventNode message) {
      int before = objects.size();
      try {
        if (!(source == EventSource.SQS ? sqs(message) : sns(message.field("Sns")))) {
          others.add(message);
        }
      } catch (IllegalArgumentException e) {
        objects.subList(before, objects.size()).clear();
        unreadable.accept(UnreadableRecord.of(message, e));
      }
    }

    private boolean refusedAsBroken(EventNode message) {
      EventNode body =
          source == EventSource.SQS ? message.field("body") : message.field("Sns").field("Message");
      if (!source.sent(message)) {
        unreadable.accept(UnreadableRecord.of(message, message.unreadable(EventSource.ANOTHER)));
      } else if (body.isBrokenObject()) {
        unreadable.accept(UnreadableRecord.of(message, body.unreadable("is no JSON")));
      } else {
        return false;
      }
      return true;
    }

    /** A message is the notification, or SNS's envelope around it. */
    private boolean sqs(EventNode message) {
      Optional<EventNode> body = message.field("body").embedded();
      if (body.isEmpty()) {
        return false;
      }
      boolean envelope = body.get().has("Message") && body.get().has("TopicArn");
      return (envelope ? body.get().field("Message").embedded() : body)
          .filter(inner -> notification(inner, message.field("messageId").text()))
          .isPresent();
    }

    private boolean sns(EventNode sns) {
      return sns.field("Message")
          .embedded()
          .filter(inner -> notification(inner, Optional.empty()))
          .isPresent();
    }

    /** Returns whether it is one of S3. */
    boolean notification(EventNode event, Optional<String> messageId) {
      if (isTest(event)) {
        return true;
      }
      if (isOfEventBridge(event)) {
        objects.add(ofEventBridge(event, messageId));
        return true;
      }
      EventNode records = event.field("Records");
      if (!records.isList()
          || !EventSource.ofRecords(records).equals(Optional.of(EventSource.S3))) {
        return false;
      }
      for (EventNode record : records.elements()) {
        if (!EventSource.S3.sent(record)) {
          throw record.unreadable(EventSource.ANOTHER);
        }
        objects.add(ofS3(record, messageId));
      }
      return true;
    }
  }

  private static S3Object ofS3(EventNode record, Optional<String> messageId) {
    EventNode s3 = record.field("s3");
    EventNode key = s3.field("object").field("key");
    Optional<Long> size = s3.field("object").field("size").number();
    String name = record.field("eventName").requiredText();
    return new S3Object(
        bucket(s3.field("bucket").field("name")),
        printable(key, decoded(key)),
        size,
        s3.field("object").field("eTag").text(),
        s3.field("object").field("versionId").text(),
        change(name.replaceFirst("^s3:", ""), "ObjectCreated:", "ObjectRemoved:", size),
        messageId);
  }

  private static S3Object ofEventBridge(EventNode event, Optional<String> messageId) {
    EventNode object = event.field("detail").field("object");
    Optional<Long> size = object.field("size").number();
    String type = event.field("detail-type").requiredText();
    return new S3Object(
        bucket(event.field("detail").field("bucket").field("name")),
        printable(object.field("key"), object.field("key").requiredText()),
        size,
        object.field("etag").text(),
        object.field("version-id").text(),
        change(type, "Object Created", "Object Deleted", size),
        messageId);
  }

  /** A caller could put a path behind it, such as one of the sandbox. */
  private static String bucket(EventNode name) {
    String bucket = name.requiredText();
    if (!bucket.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,254}")) {
      throw name.unreadable("is no name of a bucket");
    }
    return bucket;
  }

  private static String printable(EventNode field, String key) {
    if (key.indexOf('\0') >= 0) {
      throw field.unreadable("has a NUL in it");
    }
    return key;
  }

  private static ObjectChange change(
      String name, String created, String removed, Optional<Long> size) {
    if (name.startsWith(created)) {
      return size.equals(Optional.of(0L)) ? ObjectChange.EMPTY : ObjectChange.CREATED;
    }
    // A lifecycle rule's expiration is a removal under a name of its own.
    return Stream.of(removed, "LifecycleExpiration:").anyMatch(name::startsWith)
        ? ObjectChange.REMOVED
        : ObjectChange.OTHER;
  }

  private static String decoded(EventNode key) {
    String encoded = key.requiredText();
    try {
      return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw key.unreadable("is not URL-encoded");
    }
  }
}
