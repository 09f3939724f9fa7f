package io.github.sparkonlambda.handler;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkonlambda.failure.PlatformException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SparkLambdaHandlerTest {
  private static final int SECONDS = 30;

  @TempDir Path sparkHome;

  @BeforeEach
  void layOut() throws IOException {
    for (String folder : List.of("bin", "conf", "jars")) {
      Files.createDirectory(sparkHome.resolve(folder));
    }
    Files.copy(Path.of("spark-class"), sparkHome.resolve("bin/spark-class"), COPY_ATTRIBUTES);
    Files.createFile(sparkHome.resolve("bin/java-module-options"));
    Files.createFile(sparkHome.resolve("jars/spark.jar"));
    System.setProperty("aws.accessKeyId", "x");
    System.setProperty("aws.secretAccessKey", "x");
  }

  @AfterEach
  void noCredentials() {
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  @Test
  void refusesAnInvocationWhileAnotherRuns() throws Exception {
    CompletableFuture<Map<String, Object>> first;
    try (ServerSocket s3 = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      s3.setSoTimeout(SECONDS * 1000);
      SparkLambdaHandler handler = new SparkLambdaHandler(environment(s3), line -> {});
      first = CompletableFuture.supplyAsync(() -> invoke(handler));
      // It waits for the script, which never comes.
      try (Socket asked = s3.accept()) {
        assertThat(asked.isConnected()).isTrue();
        assertThatThrownBy(() -> invoke(handler))
            .isInstanceOf(PlatformException.class)
            .hasMessageContaining("another invocation is running in this sandbox");
      }
    }
    assertThatThrownBy(() -> first.get(SECONDS, TimeUnit.SECONDS))
        .hasMessageContaining("s3://scripts/Job.java");
  }

  private Map<String, String> environment(ServerSocket s3) {
    return Map.of(
        "SCRIPT_BUCKET", "scripts",
        "SPARK_SCRIPT", "Job.java",
        "SPARK_ENGINE", "fork",
        "SPARK_HOME", sparkHome.toString(),
        "AWS_REGION", "eu-west-1",
        "AWS_ENDPOINT_URL_S3", "http://127.0.0.1:" + s3.getLocalPort());
  }

  private static Map<String, Object> invoke(SparkLambdaHandler handler) {
    return handler.handleRequest(
        Map.of(), new CommandLineContext(Duration.ofSeconds(SECONDS), System.err));
  }
}
