package io.github.sparkonlambda.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

final class EventRecordsTest {
  private static final Timestamp TIME = Timestamp.from(Instant.parse("2026-11-24T10:00:00.5Z"));

  private static final String KAFKA =
      """
      {"eventSource": "aws:kafka", "records": {
        "orders-0": [
          {"topic": "orders", "partition": 0, "offset": 7, "timestamp": 1795514400500,
           "key": "a2V5", "value": "w6k=", "headers": [{"h": [104, -61]}, {"h": [1]}]},
          {"topic": "orders", "partition": 0, "offset": 8, "key": null, "value": null}],
        "orders-1": [{"topic": "orders", "partition": 1, "offset": 3, "value": "/w=="}]}}
      """;

  @Test
  void readsKafka() throws Exception {
    List<Row> rows = rows(KAFKA);
    assertThat(rows)
        .extracting(row -> row.getString(0))
        .containsExactly("orders-0@7", "orders-0@8", "orders-1@3");
    Row first = rows.get(0);
    assertThat(first.getString(1)).isEqualTo("key");
    assertThat(first.getString(2)).isEqualTo("é");
    assertThat((byte[]) first.get(3)).containsExactly(0xC3, 0xA9);
    assertThat(first.getString(4)).isEqualTo("orders");
    assertThat(first.getInt(5)).isZero();
    assertThat(first.getLong(6)).isEqualTo(7);
    assertThat(first.get(7)).isNull();
    assertThat(first.getTimestamp(8)).isEqualTo(TIME);
    List<Row> headers = first.getAs(9);
    assertThat(headers).extracting(header -> header.getString(0)).containsExactly("h", "h");
    assertThat((byte[]) headers.get(0).get(1)).containsExactly(104, -61);
    assertThat(rows.get(1).get(2)).isNull();
    assertThat(rows.get(2).get(2)).as("no UTF-8").isNull();
    assertThat((byte[]) rows.get(2).get(3)).containsExactly(0xFF);
  }

  @Test
  void readsKinesis() throws Exception {
    String event =
        """
        {"Records": [{"eventSource": "aws:kinesis", "kinesis": {"partitionKey": "p",
          "sequenceNumber": "4959", "data": "eyJhIjoxfQ==", "approximateArrivalTimestamp": 1795514400.5}}]}
        """;
    Row row = rows(event).get(0);
    assertThat(row)
        .isEqualTo(
            RowFactory.create(
                "4959", "p", "{\"a\":1}", row.get(3), null, null, null, "4959", TIME, null));
    assertThat((byte[]) row.get(3)).isEqualTo("{\"a\":1}".getBytes(UTF_8));
  }

  @Test
  void readsSqsAndSns() throws Exception {
    String sqs =
        """
        {"Records": [{"messageId": "m1", "eventSource": "aws:sqs", "body": "text",
          "attributes": {"SentTimestamp": "1795514400500"}}]}
        """;
    String sns =
        """
        {"Records": [{"EventSource": "aws:sns", "Sns": {"MessageId": "m1", "Message": "text",
          "Timestamp": "2026-11-24T10:00:00.500Z"}}]}
        """;
    for (String event : List.of(sqs, sns)) {
      Row row = rows(event).get(0);
      assertThat(row.getString(0)).isEqualTo("m1");
      assertThat(row.getString(2)).isEqualTo("text");
      assertThat(row.getTimestamp(8)).isEqualTo(TIME);
    }
  }

  @Test
  void findsNoneInOtherEvents() throws Exception {
    for (String event : new String[] {"{}", "{\"Records\": []}", "{\"records\": 5}"}) {
      assertThat(rows(event)).isEmpty();
    }
  }

  @Test
  void namesTheFieldThatCannotBeRead() {
    assertThatThrownBy(() -> rows(KAFKA.replace("/w==", "%%%")))
        .hasMessage("The event's records.orders-1[0].value is not base64.");
    assertThatThrownBy(() -> rows(KAFKA.replace("\"offset\": 3, ", "")))
        .hasMessage("The event's records.orders-1[0].offset is missing.");
    assertThatThrownBy(() -> rows("{\"Records\": [{\"kinesis\": {\"sequenceNumber\": \"1\"}}]}"))
        .hasMessage("The event's Records[0].kinesis.data is missing.");
  }

  private static List<Row> rows(String event) throws Exception {
    return new EventRecords(new ObjectMapper().readTree(event)).rows();
  }
}
