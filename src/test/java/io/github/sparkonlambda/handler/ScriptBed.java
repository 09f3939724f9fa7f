package io.github.sparkonlambda.handler;

import io.github.sparkonlambda.local.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import software.amazon.awssdk.core.sync.RequestBody;

/** What tests of scripts in other languages than Java share: a server, functions, an event. */
final class ScriptBed {
  /** Two records, whose ids are 1 and 2, and some fields. */
  static final String KINESIS =
      """
      {"shop": "Zoë's", "limit": 2, "tags": ["a"], "Records": [
        {"eventSource": "aws:kinesis", "kinesis": {"partitionKey": "p", "sequenceNumber": "1", "data": "eyJpZCI6MX0="}},
        {"eventSource": "aws:kinesis", "kinesis": {"partitionKey": "p", "sequenceNumber": "2", "data": "eyJpZCI6Mn0="}}]}
      """;

  private ScriptBed() {}

  /** A server with a CSV of two rows in the bucket lake. */
  static S3Server start(Path folder) throws IOException, InterruptedException {
    S3Server s3 = S3Server.start(folder);
    s3.client().createBucket(b -> b.bucket("lake"));
    s3.client()
        .putObject(
            b -> b.bucket("lake").key("in/a.csv"), RequestBody.fromString("id,v\n1,x\n2,y\n"));
    return s3;
  }

  /** A function that reads that CSV with the script under this key. */
  static TestFunction function(S3Server s3, Path folder, String engine, String key) {
    return new TestFunction(s3, folder)
        .variable("SPARK_ENGINE", engine)
        .variable("SPARK_SCRIPT", key)
        .variable("INPUT_PATH", "s3://lake/in/a.csv")
        .variable("OUTPUT_PATH", "s3://lake/out");
  }
}
