package io.github.sparkonlambda.job;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * The S3 objects of an event: of S3's own notification, whose keys are URL-encoded, of an
 * EventBridge event, whose keys are not, and of either inside SQS messages or SNS ones, perhaps
 * both.
 */
final class EventObjects {
  static final StructType SCHEMA =
      StructType.fromDDL("bucket STRING, key STRING, size BIGINT, etag STRING, uri STRING");

  private final EventNode event;

  EventObjects(JsonNode event) {
    this.event = new EventNode("", requireNonNull(event, "event"));
  }

  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    collect(event, rows);
    return rows;
  }

  private static void collect(EventNode node, List<Row> rows) {
    if (node.field("event").json().isObject()) {
      // How the template's rule hands an event of EventBridge over.
      collect(node.field("event"), rows);
    }
    if (node.field("detail").has("bucket") && node.field("detail").has("object")) {
      EventNode detail = node.field("detail");
      String key = detail.field("object").field("key").requiredText();
      rows.add(row(detail, key, "etag"));
    }
    if (!node.field("Records").json().isArray()) {
      return;
    }
    for (EventNode each : node.field("Records").elements()) {
      if (each.has("s3")) {
        EventNode s3 = each.field("s3");
        String key = s3.field("object").field("key").requiredText();
        rows.add(row(s3, decoded(s3, key), "eTag"));
      } else if (each.has("body")) {
        each.field("body").embedded().ifPresent(body -> collectMessage(body, rows));
      } else if (each.has("Sns")) {
        each.field("Sns").field("Message").embedded().ifPresent(body -> collect(body, rows));
      }
    }
  }

  /** An SQS message is the notification, or SNS's envelope around it. */
  private static void collectMessage(EventNode body, List<Row> rows) {
    if (body.has("Message") && body.has("TopicArn")) {
      body.field("Message").embedded().ifPresent(message -> collect(message, rows));
    } else {
      collect(body, rows);
    }
  }

  private static String decoded(EventNode s3, String key) {
    try {
      return URLDecoder.decode(key, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw s3.field("object").field("key").unreadable("is not URL-encoded");
    }
  }

  private static Row row(EventNode about, String key, String etag) {
    String bucket = about.field("bucket").field("name").requiredText();
    EventNode object = about.field("object");
    return RowFactory.create(
        bucket,
        key,
        object.field("size").number().orElse(null),
        object.field(etag).text().orElse(null),
        "s3://" + bucket + "/" + key);
  }
}
