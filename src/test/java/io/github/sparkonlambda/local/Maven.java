package io.github.sparkonlambda.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** The Maven that started this process. */
public final class Maven {
  private Maven() {}

  /** What a main does with good options. */
  public interface Run<O> {
    /** Returns whether all went well. */
    boolean with(O options) throws Exception;
  }

  /**
   * A main's course: {@code help=true} prints the usage; a bad option ends the process with status
   * 2, a run that does not go well with 1.
   *
   * @param succeeded a file that tells Maven that all went well
   * @param parse throws an {@link IllegalArgumentException} for a bad option
   */
  public static <O> void run(
      String[] arguments, Path succeeded, String usage, Function<String[], O> parse, Run<O> run)
      throws Exception {
    Files.deleteIfExists(succeeded);
    if (new Arguments(arguments).isTrue("help")) {
      System.out.print(usage);
      Files.writeString(succeeded, "help");
      return;
    }
    O options;
    try {
      options = parse.apply(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + usage);
      System.exit(2);
      return;
    }
    endWithIt();
    if (!run.with(options)) {
      System.exit(1);
    }
    Files.writeString(succeeded, "run");
  }

  /**
   * Ends this process, and every process it has started, when Maven ends: Maven may be killed, and
   * nobody would then see or stop this.
   */
  private static void endWithIt() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () ->
                    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly)));
    ProcessHandle maven = ProcessHandle.current().parent().orElseThrow();
    Thread watch =
        new Thread(
            () -> {
              maven.onExit().join();
              System.exit(1);
            },
            "end-with-maven");
    watch.setDaemon(true);
    watch.start();
  }
}
