package io.github.sparkonlambda.local;

/** The Maven that started this process. */
public final class Maven {
  private Maven() {}

  /**
   * Ends this process, and every process it has started, when Maven ends: Maven may be killed, and
   * nobody would then see or stop this.
   */
  public static void endWithIt() {
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
