package io.github.sparkonlambda.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

final class EventObjectsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NOTIFICATION =
      """
      {"Records": [
        {"eventSource": "aws:s3", "s3": {"bucket": {"name": "lake"},
         "object": {"key": "in/a+b%2Fc%C3%A9.csv", "size": 12, "eTag": "e1"}}},
        {"eventSource": "aws:s3", "s3": {"bucket": {"name": "lake"}, "object": {"key": "d"}}}]}
      """;
  private static final Row FIRST =
      RowFactory.create("lake", "in/a b/cé.csv", 12L, "e1", "s3://lake/in/a b/cé.csv");
  private static final Row SECOND = RowFactory.create("lake", "d", null, null, "s3://lake/d");

  @Test
  void decodesTheKeysOfANotification() throws Exception {
    assertThat(rows(NOTIFICATION)).containsExactly(FIRST, SECOND);
  }

  @Test
  void takesTheKeysOfEventBridgeAsTheyAre() throws Exception {
    String event =
        """
        {"detail-type": "Object Created", "detail": {"bucket": {"name": "lake"},
         "object": {"key": "a+b", "size": 3, "etag": "e"}}}
        """;
    Row row = RowFactory.create("lake", "a+b", 3L, "e", "s3://lake/a+b");
    assertThat(rows(event)).containsExactly(row);
    assertThat(rows("{\"INPUT_PATH\": \"s3://lake/a+b\", \"event\": " + event + "}"))
        .as("as the template's rule sends it")
        .containsExactly(row);
  }

  @Test
  void looksIntoSqsAndSns() throws Exception {
    String envelope =
        JSON.createObjectNode()
            .put("Type", "Notification")
            .put("TopicArn", "arn")
            .put("Message", NOTIFICATION)
            .toString();
    assertThat(rows(sqs(NOTIFICATION))).containsExactly(FIRST, SECOND);
    assertThat(rows(sqs(envelope))).containsExactly(FIRST, SECOND);
    String sns =
        "{\"Records\": [{\"EventSource\": \"aws:sns\", \"Sns\": {\"Message\": "
            + JSON.writeValueAsString(NOTIFICATION)
            + "}}]}";
    assertThat(rows(sns)).containsExactly(FIRST, SECOND);
  }

  @Test
  void findsNoneInOtherEvents() throws Exception {
    for (String event :
        new String[] {
          "{}",
          "{\"Records\": []}",
          "{\"Records\": \"x\"}",
          sqs("plain"),
          sqs("{broken"),
          "{\"Records\": [{\"kinesis\": {}}]}"
        }) {
      assertThat(rows(event)).isEmpty();
    }
  }

  @Test
  void namesTheFieldThatCannotBeRead() {
    assertThatThrownBy(() -> rows(NOTIFICATION.replace("\"key\": \"d\"", "\"no\": 1")))
        .hasMessage("The event's Records[1].s3.object.key is missing.");
    assertThatThrownBy(() -> rows(NOTIFICATION.replace("\"d\"", "\"%zz\"")))
        .hasMessage("The event's Records[1].s3.object.key is not URL-encoded.");
    assertThatThrownBy(() -> rows(NOTIFICATION.replace("12", "\"big\"")))
        .hasMessage("The event's Records[0].s3.object.size is no whole number.");
    assertThatThrownBy(() -> rows(NOTIFICATION.replace("{\"key\": \"d\"}", "7")))
        .hasMessage("The event's Records[1].s3.object.key is missing.");
  }

  private static String sqs(String body) throws Exception {
    return "{\"Records\": [{\"messageId\": \"m\", \"eventSource\": \"aws:sqs\", \"body\": "
        + JSON.writeValueAsString(body)
        + "}]}";
  }

  private static List<Row> rows(String event) throws Exception {
    return new EventObjects(JSON.readTree(event)).rows();
  }
}
