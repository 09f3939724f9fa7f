package io.github.sparkonlambda.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkonlambda.local.Outcome;
import io.github.sparkonlambda.local.S3Server;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cold driver makes ready what a first job needs, also for a job that then needs none of it. */
final class HeadStartIT {
  @TempDir static Path folder;

  @Test
  void whatFirstJobsNeedIsMadeReadyBesideThem() throws Exception {
    try (S3Server s3 = S3Server.start(folder);
        TestFunction function = new TestFunction(s3, folder).variable("FRAMEWORK", "DELTA")) {
      function.job(
          """
          var loaded = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
          loaded.setAccessible(true);
          long end = System.nanoTime() + 60_000_000_000L;
          List<String> awaited = new ArrayList<>(List.of(
              "org.apache.hadoop.fs.s3a.S3AFileSystem",
              "org.apache.spark.sql.catalyst.parser.SqlBaseParser",
              "scala.reflect.runtime.JavaUniverse",
              "org.codehaus.janino.SimpleCompiler"));
          while (!awaited.isEmpty() && System.nanoTime() < end) {
            Thread.sleep(50);
            for (String name : List.copyOf(awaited)) {
              if (loaded.invoke(ClassLoader.getSystemClassLoader(), name) != null) {
                awaited.remove(name);
              }
            }
          }
          result("{\\"missing\\": \\"" + awaited + "\\"}");
          """);
      Outcome outcome = function.invoke("{}");
      assertThat(outcome.body()).contains("\"missing\":\"[]\"");
    }
  }
}
