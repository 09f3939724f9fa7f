package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.config.Framework;
import io.github.sparkonlambda.local.CountingProxy;
import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.S3Request;
import io.github.sparkonlambda.local.S3Server;
import io.github.sparkonlambda.local.Samples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * How many requests a warm run of each sample sends to S3, which on Lambda is most of what it waits
 * for, and that they need no new connections. The ceilings are what was reached: raise one only for
 * a reason. Hudi's is of a table with more commits than it keeps old versions, which it has cleaned
 * once.
 */
final class WarmRequestsIT {
  private static final String EVENT =
      "{\"INPUT_PATH\": \"s3://lake/in.csv\", \"OUTPUT_PATH\": \"s3://lake/%s\"}";

  @TempDir static Path folder;
  private static S3Server s3;
  private static CountingProxy proxy;

  @BeforeAll
  static void startServers() throws IOException, InterruptedException {
    s3 = S3Server.startWithLake(folder, 500);
    proxy = CountingProxy.start(s3.endpoint());
  }

  @AfterAll
  static void stopServers() {
    proxy.close();
    s3.close();
  }

  @ParameterizedTest
  @CsvSource({"DELTA, 3, 8", "ICEBERG, 3, 12", "HUDI, 14, 36"})
  void aLaterRunSendsNoMoreThan(Framework format, int runs, int ceiling) throws Exception {
    Path script = Samples.csvTo(format);
    String key = script.getFileName().toString();
    String event = EVENT.formatted(format);
    long fewestNew = Long.MAX_VALUE;
    try (TestFunction function = new TestFunction(s3, folder)) {
      function
          .variable("AWS_ENDPOINT_URL_S3", proxy.endpoint().toString())
          .variable("FRAMEWORK", format.name())
          .variable("SPARK_SCRIPT", key)
          .object(key, RequestBody.fromFile(script));
      for (int run = 1; run <= runs; run++) {
        proxy.reset();
        long connections = proxy.connections();
        Outcome outcome = function.invoke(event);
        assertThat(outcome.failed()).as(outcome.body()).isFalse();
        fewestNew = Math.min(fewestNew, proxy.connections() - connections);
      }
    }
    // Of one run that was not too long after another, with no more requests at once than before.
    assertThat(fewestNew).as("connections that a run opened").isZero();
    List<S3Request> requests = proxy.requests();
    assertThat(requests)
        .as(
            () ->
                S3Request.byKind(requests)
                    + requests.stream()
                        .map(S3Request::toString)
                        .collect(Collectors.joining("\n", "\n", "\n")))
        .hasSizeLessThanOrEqualTo(ceiling);
  }
}
