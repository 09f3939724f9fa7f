package io.github.sparkonlambda.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Reads a process's output to its end, on a daemon thread. */
final class LineReader {
  private LineReader() {}

  static Thread start(Process process, String name, Consumer<String> sink) {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(process.inputReader(StandardCharsets.UTF_8))) {
                lines.lines().forEach(sink);
              } catch (IOException | UncheckedIOException e) {
                sink.accept(name + ": output ended: " + e.getMessage());
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
