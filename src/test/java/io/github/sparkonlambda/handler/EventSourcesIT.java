package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkonlambda.event.Fixtures;
import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.PySpark;
import io.github.sparkonlambda.local.S3Server;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Events of each source, from the handler to the job and back to Lambda. */
final class EventSourcesIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Does what the event's field {@code task} says, with nothing but the job API. */
  private static final String JOB =
      """
      var invocation = io.github.sparkonlambda.job.Invocation.current();
      var spark = invocation.session();
      switch (invocation.parameter("task").orElse("records")) {
        case "objects" -> {
          long lines = spark.read().text(System.getenv("INPUT_PATH")).count();
          List<String> uris = invocation.objects().select("uri").as(org.apache.spark.sql.Encoders.STRING()).collectAsList();
          invocation.result(Map.of("lines", lines, "uris", uris, "path", System.getenv("INPUT_PATH")));
        }
        case "input" -> invocation.result(Map.of("path", String.valueOf(System.getenv("INPUT_PATH")), "objects", invocation.objects().count()));
        case "records" -> invocation.result(Map.of("records", invocation.records().count(), "again", invocation.records().count()));
        case "fail some" -> {
          var bad = invocation.records().where("value like '%2.50%' or offset = 8").select("id").as(org.apache.spark.sql.Encoders.STRING());
          throw new io.github.sparkonlambda.job.FailedItemsException(bad.collectAsList());
        }
        case "fail and tell" -> {
          invocation.failedItems(List.of(invocation.parameter("item").get()));
          invocation.result(Map.of("done", 1));
        }
        case "fail with another result" -> {
          Files.writeString(Path.of(System.getenv("RESULT_FILE")), "3");
          throw new io.github.sparkonlambda.job.FailedItemsException(List.of("x"));
        }
        case "reject" -> {
          var records = invocation.records();
          invocation.reject(records.where("value not like '{%'"), "no JSON object");
          invocation.result(Map.of("good", records.where("value like '{%'").count()));
        }
        default -> throw new IllegalStateException("unknown task");
      }
      """;

  @TempDir static Path folder;
  private static S3Server s3;
  private static TestFunction function;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    s3 = S3Server.start(folder);
    s3.client().createBucket(b -> b.bucket("lake"));
    s3.client().createBucket(b -> b.bucket("letters"));
    function =
        new TestFunction(s3, folder)
            .variable("INPUT_PATH", "s3://default/in")
            .variable("DEAD_LETTER_PATH", "s3://letters/bad/")
            .job(JOB);
  }

  @AfterAll
  static void stop() {
    function.close();
    s3.close();
  }

  @Test
  void readsTheObjectsOfAnS3EventWhateverTheirKeys() throws Exception {
    List<String> keys =
        List.of("in/plain.txt", "in/a b+c.txt", "in/é%2F[1]{2}.txt", "in/x,y.txt", "in/st*r?.txt");
    for (String key : keys) {
      s3.client().putObject(b -> b.bucket("lake").key(key), RequestBody.fromString("1\n2\n"));
    }
    s3.client().putObject(b -> b.bucket("lake").key("in/other.txt"), RequestBody.fromString("3\n"));
    JsonNode all = result(s3Event("objects", "lake", keys));
    assertThat(all.path("lines").asInt()).as(all.toString()).isEqualTo(2 * keys.size());
    assertThat(all.path("uris"))
        .extracting(JsonNode::asText)
        .containsExactlyElementsOf(keys.stream().map(key -> "s3://lake/" + key).toList());
    for (String key : keys) {
      assertThat(result(s3Event("objects", "lake", List.of(key))).path("lines").asInt())
          .as(key)
          .isEqualTo(2);
    }
  }

  @Test
  void neverReadsTheFunctionsInputInsteadOfTheEvents() throws Exception {
    List<String> many =
        java.util.stream.IntStream.range(0, 9000).mapToObj(i -> "in/2026-11-25/" + i).toList();
    JsonNode result = result(s3Event("input", "lake", many));
    assertThat(result.path("path").asText()).isEqualTo("null");
    assertThat(result.path("objects").asInt()).isEqualTo(9000);
    assertThat(function.logs(line -> line.contains("INPUT_PATH is not set: the event's 9000")))
        .isTrue();
    assertThat(result("{\"task\": \"input\"}").path("path").asText()).isEqualTo("s3://default/in");
  }

  @Test
  void saysWhichObjectOfWhichBucketCannotBeRead() throws Exception {
    Outcome outcome =
        function.invoke(s3Event("objects", "of-another-account", List.of("in/a.txt")));
    assertThat(outcome.errorType()).isEqualTo("JobFailedException");
    assertThat(outcome.errorMessage()).contains("of-another-account");
    outcome = function.invoke(s3Event("objects", "lake", List.of("in/gone.txt")));
    assertThat(outcome.errorMessage()).contains("s3://lake/in/gone.txt");
  }

  @Test
  void hasNothingToDoForTestEventsAndForWhatTheFilterKeepsOut() throws Exception {
    try (TestFunction none = new TestFunction(s3, folder)) { // without a script
      for (String event :
          List.of(
              Fixtures.json("s3-test"),
              Fixtures.json("s3").replaceAll("Object(Created|Tagging):\\w+", "ObjectRemoved:X"))) {
        Outcome outcome = none.invoke(event);
        assertThat(outcome.failed()).as(outcome.body()).isFalse();
        assertThat(outcome.fields())
            .containsEntry("status", "nothing to do")
            .doesNotContainKey("batchItemFailures");
      }
      String test = JSON.writeValueAsString(Fixtures.json("s3-test"));
      String queued =
          "{\"Records\": [{\"eventSource\": \"aws:sqs\", \"messageId\": \"m\", \"body\": %s}]}";
      assertThat(none.invoke(queued.formatted(test)).fields())
          .containsEntry("status", "nothing to do")
          .containsEntry("batchItemFailures", List.of());
    }
  }

  @Test
  void countsTheRecordsOfEachSource() throws Exception {
    Map<String, Integer> counts =
        Map.of(
            "kinesis",
            6,
            "msk",
            4,
            "self-managed-kafka",
            1,
            "sqs",
            2,
            "sns",
            1,
            "dynamodb",
            2,
            "schedule",
            0,
            "eventbridge",
            0);
    for (Map.Entry<String, Integer> count : counts.entrySet()) {
      Outcome outcome = function.invoke(Fixtures.json(count.getKey()));
      JsonNode reply = JSON.readTree(outcome.body());
      assertThat(reply.path("result").path("records").asInt())
          .as(count.getKey() + outcome.body())
          .isEqualTo(count.getValue());
      boolean batch =
          List.of("kinesis", "msk", "self-managed-kafka", "sqs", "dynamodb")
              .contains(count.getKey());
      assertThat(reply.has("batchItemFailures")).as(count.getKey()).isEqualTo(batch);
    }
  }

  @Test
  void tellsLambdaWhichItemsFailedAndNothingElse() throws Exception {
    assertThat(function.invoke(with("kinesis", "task", "fail some")).body())
        .isEqualTo(
            "{\"batchItemFailures\":[{\"itemIdentifier\":"
                + "\"49590338271490256608559692540925702759324208523137515700\"}]}");
    assertThat(JSON.readTree(function.invoke(with("msk", "task", "fail some")).body()))
        .isEqualTo(
            JSON.readTree(
                "{\"batchItemFailures\":[{\"itemIdentifier\":{\"partition\":\"orders-0\",\"offset\":8}}]}"));
    ObjectNode sqs = (ObjectNode) JSON.readTree(with("sqs", "task", "fail and tell"));
    String message = "2e1424d4-f796-459a-8184-9c92662be6da";
    assertThat(function.invoke(sqs.put("item", message).toString()).body())
        .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"" + message + "\"}]}");
    assertThat(
            function.logs(line -> line.contains("Done in part: ") && line.contains("\"done\":1")))
        .isTrue();
  }

  @Test
  void failsAsAWholeWhereLambdaCannotBeTold() throws Exception {
    ObjectNode sqs = (ObjectNode) JSON.readTree(with("sqs", "task", "fail and tell"));
    assertThat(function.invoke(sqs.put("item", "unknown").toString()).errorMessage())
        .isEqualTo(function.uri() + ": failedItems names unknown, which is not in the SQS event");
    assertThat(function.invoke("{\"task\": \"fail and tell\", \"item\": \"x\"}").errorMessage())
        .contains("no part of this event can be sent again");
    Outcome outcome = function.invoke(with("sqs", "task", "fail with another result"));
    assertThat(outcome.errorType()).isEqualTo("JobFailedException");
    assertThat(outcome.errorMessage()).contains("RESULT_FILE holds something else than a JSON");
  }

  @Test
  void failsAsAWholeWhereTheMappingTakesNoFailureInPart() throws Exception {
    try (TestFunction plain =
        new TestFunction(s3, folder).variable("BATCH_ITEM_FAILURES", "sqs, kinesis").job(JOB)) {
      assertThat(plain.invoke(with("msk", "task", "fail some")).errorMessage())
          .contains("1 items are not done, and by BATCH_ITEM_FAILURES the event source takes no");
      assertThat(plain.invoke(with("kinesis", "task", "fail some")).failed()).isFalse();
    }
  }

  @Test
  void stopsAtARecordThatCannotBeReadUnlessToldOtherwise() throws Exception {
    String bad = Fixtures.json("msk").replace("/w==", "%%%");
    Outcome failed = function.invoke(bad);
    assertThat(failed.errorMessage())
        .contains(
            "Kafka event: records.orders-1[0].value is not base64. It is record orders-1@3, and 1"
                + " of the batch cannot be read. BAD_RECORDS=skip or dead-letter goes on without");
    try (TestFunction skipping =
        new TestFunction(s3, folder).variable("BAD_RECORDS", "skip").job(JOB)) {
      JsonNode reply = JSON.readTree(skipping.invoke(bad).body());
      assertThat(reply.at("/result/records").asInt()).isEqualTo(3);
      assertThat(reply.at("/badRecords/count").asInt()).isEqualTo(1);
      assertThat(reply.at("/badRecords/records/0/id").asText()).isEqualTo("orders-1@3");
      assertThat(reply.at("/badRecords/deadLetters").isMissingNode()).isTrue();
      assertThat(JSON.readTree(skipping.invoke(Fixtures.json("msk")).body()).has("badRecords"))
          .as("nothing of it stays")
          .isFalse();
    }
  }

  @Test
  void writesDeadLettersOnceHoweverOftenTheBatchComes() throws Exception {
    String bad = Fixtures.json("msk").replace("/w==", "%%%");
    try (TestFunction writing =
        new TestFunction(s3, folder)
            .variable("BAD_RECORDS", "dead-letter")
            .variable("DEAD_LETTER_PATH", "s3://letters/once")
            .job(JOB)) {
      JsonNode reply = JSON.readTree(writing.invoke(bad).body());
      assertThat(writing.invoke(bad).failed()).isFalse();
      List<String> letters = letters("once/");
      assertThat(letters).hasSize(1);
      assertThat(reply.at("/badRecords/deadLetters/0").asText())
          .isEqualTo("s3://letters/" + letters.get(0));
      JsonNode letter = JSON.readTree(letter(letters.get(0)));
      assertThat(letter.path("reason").asText()).contains("is not base64");
      assertThat(letter.at("/record/value").asText()).isEqualTo("%%%");

      reply = JSON.readTree(writing.invoke(with("kinesis", "task", "reject")).body());
      assertThat(reply.at("/result/good").asInt()).isEqualTo(3);
      assertThat(reply.at("/badRecords/count").asInt()).isEqualTo(2);
      assertThat(letters("once/")).hasSize(2);
      String own = letters("once/").stream().filter(l -> !letters.contains(l)).findFirst().get();
      letter = JSON.readTree(letter(own).lines().findFirst().get());
      assertThat(letter.path("reason").asText()).isEqualTo("no JSON object");
      assertThat(letter.at("/record/timestamp").asText()).matches("2\\d{3}-.*:\\d\\d\\.\\d{6}Z");
      assertThat(letter.at("/record/id").asText()).isEqualTo(letter.path("id").asText());
    }
  }

  @Test
  void doesSoWithMessagesWhoseObjectsCannotBeRead() throws Exception {
    String good = Fixtures.json("s3-in-sqs");
    ObjectNode batch = (ObjectNode) JSON.readTree(good);
    ObjectNode bad = batch.withArray("Records").get(0).deepCopy();
    bad.put("messageId", "bad").put("body", bad.path("body").asText().replace("\"key\"", "\"no\""));
    batch.withArray("Records").add(bad);
    assertThat(function.invoke(batch.toString()).errorMessage())
        .contains("key is missing. It is record bad, and 1 of the batch cannot be read.");
    for (String engine : List.of("warm", "fork")) {
      try (TestFunction writing =
          new TestFunction(s3, folder)
              .variable("SPARK_ENGINE", engine)
              .variable("BAD_RECORDS", "dead-letter")
              .variable("DEAD_LETTER_PATH", "s3://letters/" + engine)
              .job("System.out.println(\"input: \" + System.getenv(\"INPUT_PATH\"));")) {
        JsonNode reply = JSON.readTree(writing.invoke(batch.toString()).body());
        assertThat(reply.at("/badRecords/records/0/id").asText()).isEqualTo("bad");
        assertThat(letter(letters(engine + "/").get(0))).contains("key is missing");
        assertThat(JSON.readTree(writing.invoke(good).body()).has("badRecords")).isFalse();
        ObjectNode lone = JSON.createObjectNode();
        lone.putArray("Records").add(bad);
        reply = JSON.readTree(writing.invoke(lone.toString()).body());
        assertThat(reply.path("status").asText()).isEqualTo("nothing to do");
        assertThat(reply.at("/badRecords/records/0/id").asText()).isEqualTo("bad");
        assertThat(reply.path("batchItemFailures")).isEmpty();
      }
    }
  }

  @Test
  void failsWhenDeadLettersCannotBeWritten() throws Exception {
    try (TestFunction writing =
        new TestFunction(s3, folder)
            .variable("BAD_RECORDS", "dead-letter")
            .variable("DEAD_LETTER_PATH", "s3://no-such-bucket/bad")
            .job(JOB)) {
      Outcome outcome = writing.invoke(Fixtures.json("msk").replace("/w==", "%%%"));
      assertThat(outcome.errorType()).isEqualTo("JobFailedException");
      assertThat(outcome.errorMessage())
          .contains("1 records that cannot be read are not written to s3://no-such-bucket/bad");
    }
  }

  @Test
  void letsSqlNameWhatFailed() throws Exception {
    RequestBody script =
        RequestBody.fromString(
            """
            CREATE TEMPORARY VIEW failed_items AS SELECT id FROM records WHERE offset > 7;
            SELECT count(*) AS n FROM records;
            """);
    try (TestFunction sql =
        new TestFunction(s3, folder)
            .variable("SPARK_SCRIPT", "job.sql")
            .object("job.sql", script)) {
      assertThat(JSON.readTree(sql.invoke(Fixtures.json("msk")).body()))
          .isEqualTo(
              JSON.readTree(
                  """
                  {"batchItemFailures": [
                    {"itemIdentifier": {"partition": "orders-0", "offset": 8}},
                    {"itemIdentifier": {"partition": "returns-0", "offset": 10000000000}}]}
                  """));
      assertThat(sql.invoke(Fixtures.json("self-managed-kafka")).body())
          .as("its only record has a larger offset")
          .contains("clicks-3");
      sql.object(
          "job.sql", RequestBody.fromString("CREATE TEMPORARY VIEW failed_items AS SELECT 1"));
      assertThat(sql.invoke(Fixtures.json("msk")).errorMessage())
          .contains("The view failed_items cannot be read: ", "All statements are done");
      sql.object("job.sql", script);
      JsonNode whole = JSON.readTree(sql.invoke(Fixtures.json("sqs")).body());
      assertThat(whole.at("/result/rows/0/n").asInt()).isEqualTo(2);
      assertThat(whole.path("batchItemFailures")).isEmpty();
    }
  }

  @Test
  void letsSqlRejectRecordsBeforeItCommitsTheOthers() throws Exception {
    RequestBody script =
        RequestBody.fromString(
            """
            CREATE TEMPORARY VIEW bad_records AS
            SELECT id, concat('no text in ', topic) AS reason FROM records WHERE value IS NULL;
            CREATE TABLE good USING parquet LOCATION 's3://lake/good/' AS
            SELECT id FROM records WHERE value IS NOT NULL;
            SELECT count(*) AS n FROM good;
            """);
    try (TestFunction failing =
        new TestFunction(s3, folder)
            .variable("SPARK_SCRIPT", "job.sql")
            .object("job.sql", script)) {
      assertThat(failing.invoke(Fixtures.json("msk")).errorMessage())
          .contains(
              "statement 1 (line 1)", "no text in ", "BAD_RECORDS=skip or dead-letter goes on");
      assertThat(s3.client().listObjectsV2(r -> r.bucket("lake").prefix("good/")).contents())
          .isEmpty();
    }
    try (TestFunction skipping =
        new TestFunction(s3, folder)
            .variable("SPARK_SCRIPT", "job.sql")
            .variable("BAD_RECORDS", "skip")
            .object("job.sql", script)) {
      JsonNode reply = JSON.readTree(skipping.invoke(Fixtures.json("msk")).body());
      assertThat(reply.at("/badRecords/count").asInt()).isEqualTo(2);
      assertThat(reply.at("/badRecords/records/0/reason").asText()).isEqualTo("no text in orders");
      assertThat(reply.at("/result/rows/0/n").asInt()).isEqualTo(2);
    }
  }

  @Test
  void letsPythonNameWhatFailed() throws Exception {
    Optional<String> pyspark = PySpark.path();
    assumeTrue(pyspark.isPresent(), PySpark.HOW_TO_ENABLE);
    for (String engine : List.of("warm", "fork")) {
      try (TestFunction python =
          new TestFunction(s3, folder)
              .variable("SPARK_ENGINE", engine)
              .variable("SPARK_SCRIPT", "job.py")
              .variable("PYTHONPATH", pyspark.get())
              .variable("BAD_RECORDS", "skip")
              .object(
                  "job.py",
                  RequestBody.fromString(
                      """
                      from spark_on_lambda import FailedItems, invocation
                      records = invocation.records()
                      invocation.reject(records.where("value is null"), "no text")
                      failed = [r.id for r in records.where("offset = 7").collect()]
                      invocation.result({"records": records.count()})
                      if failed:
                          raise FailedItems(failed)
                      """))) {
        assertThat(JSON.readTree(python.invoke(Fixtures.json("msk")).body()))
            .isEqualTo(
                JSON.readTree(
                    "{\"batchItemFailures\":[{\"itemIdentifier\":{\"partition\":\"orders-0\",\"offset\":7}}]}"));
        assertThat(python.logs(line -> line.contains("Done in part: ") && line.contains("no text")))
            .isTrue();
        JsonNode whole = JSON.readTree(python.invoke(Fixtures.json("kinesis")).body());
        assertThat(whole.at("/result/records").asInt()).as(whole.toString()).isEqualTo(6);
        assertThat(whole.at("/badRecords/count").asInt()).isEqualTo(1);
      }
    }
  }

  @Test
  void takesTenThousandRecords() throws Exception {
    ObjectNode event = (ObjectNode) JSON.readTree(Fixtures.json("self-managed-kafka"));
    var partition = ((ObjectNode) event.path("records")).putArray("clicks-3");
    String value = Base64.getEncoder().encodeToString("{\"b\":2}".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < 10_000; i++) {
      partition
          .addObject()
          .put("topic", "clicks")
          .put("partition", 3)
          .put("offset", i)
          .put("value", value);
    }
    assertThat(result(event.toString()).path("records").asInt()).isEqualTo(10_000);
  }

  @Test
  void refusesAnEventWhoseObjectsCannotBeRead() throws Exception {
    Outcome outcome =
        function.invoke(Fixtures.json("s3").replace("\"name\": \"lake\"", "\"name\": []"));
    assertThat(outcome.errorType()).isEqualTo("EventException");
    assertThat(outcome.errorMessage())
        .matches("[0-9a-f-]{36}: S3 event: Records\\[0]\\.s3\\.bucket\\.name is no text\\.");
  }

  private static List<String> letters(String prefix) {
    return s3.client().listObjectsV2(b -> b.bucket("letters").prefix(prefix)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  private static String letter(String key) {
    return s3.client().getObjectAsBytes(b -> b.bucket("letters").key(key)).asUtf8String();
  }

  private static String with(String fixture, String field, String value) throws IOException {
    return ((ObjectNode) JSON.readTree(Fixtures.json(fixture))).put(field, value).toString();
  }

  private static String s3Event(String task, String bucket, List<String> keys) {
    ObjectNode event = JSON.createObjectNode().put("task", task);
    var records = event.putArray("Records");
    for (String key : keys) {
      ObjectNode record = records.addObject().put("eventSource", "aws:s3");
      record.put("eventName", "ObjectCreated:Put");
      ObjectNode about = record.putObject("s3");
      about.putObject("bucket").put("name", bucket);
      about
          .putObject("object")
          .put("key", URLEncoder.encode(key, StandardCharsets.UTF_8))
          .put("size", 4);
    }
    return event.toString();
  }

  private static JsonNode result(String event) throws Exception {
    Outcome outcome = function.invoke(event);
    assertThat(outcome.failed()).as(outcome.body()).isFalse();
    return JSON.readTree(outcome.body()).path("result");
  }
}
