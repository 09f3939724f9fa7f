package io.github.sparkonlambda.handler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A job for a jar: returns the event it got as an argument. */
public final class JarJob {
  private JarJob() {}

  /** Runs with {@code --event <json>}. */
  public static void main(String[] args) throws IOException {
    Files.writeString(Path.of(System.getenv("RESULT_FILE")), "{\"event\": " + args[1] + "}");
  }
}
