package io.github.sparkonlambda.driver;

import io.github.sparkonlambda.protocol.RunFiles;
import io.github.sparkonlambda.storage.KnownObjects;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The main class that spark-submit starts for one event. It runs the job as {@link JobMain} says;
 * everything else about the process is spark-submit's.
 */
public final class ForkedJob {
  private ForkedJob() {}

  /**
   * Runs the job.
   *
   * @param args the job's main class, then the run's folder
   */
  public static void main(String[] args) throws IOException, ReflectiveOperationException {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    KnownObjects.begin(Optional.ofNullable(System.getenv("INPUT_PATH")));
    if (!JobMain.run(new RunFiles(Path.of(args[1])), args[0], loader)) {
      // A thread that the job left behind must not keep a failed driver alive.
      System.exit(1);
    }
  }
}
