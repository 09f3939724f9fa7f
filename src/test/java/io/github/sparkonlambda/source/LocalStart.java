package io.github.sparkonlambda.source;

import io.github.sparkonlambda.local.Arguments;
import io.github.sparkonlambda.local.Build;
import io.github.sparkonlambda.local.LocalRun;
import io.github.sparkonlambda.local.Maven;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What {@code mvn -Plocal} starts: with {@code -Dsource} the demonstration of an event source, else
 * {@link LocalRun}. Ends with status 1 if something failed, 2 if an option was bad.
 */
public final class LocalStart {
  /** Tells Maven that all went well. */
  private static final Path SUCCEEDED = Build.target().resolve("local/succeeded");

  private LocalStart() {}

  /** Runs with {@code name=value} arguments. */
  public static void main(String[] arguments) throws Exception {
    Arguments given = new Arguments(arguments);
    boolean help = given.isTrue("help");
    if (help || given.text("source").isEmpty()) {
      LocalRun.main(arguments);
      System.out.print(help ? "\n" + SourceOptions.USAGE : "");
      return;
    }
    Maven.run(
        arguments, SUCCEEDED, SourceOptions.USAGE, SourceOptions::parse, LocalStart::demonstrate);
    System.exit(0); // Clients' own threads may still be there.
  }

  private static boolean demonstrate(SourceOptions options) throws InterruptedException {
    try {
      return new SourceRun(options).run();
    } catch (IOException e) {
      System.err.println(e.getMessage());
      return false;
    }
  }
}
