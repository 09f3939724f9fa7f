package io.github.sparkonlambda.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Watches what a process and all its descendants hold in memory together, four times a second.
 * Pages that they share count once for each.
 */
public final class MemoryProbe implements AutoCloseable {
  private final ProcessHandle root;
  private final AtomicLong peakKilobytes = new AtomicLong();
  private final Ticks ticks;

  MemoryProbe(ProcessHandle root) {
    this.root = root;
    this.ticks = new Ticks("memory-probe", this::measure);
  }

  /** The largest sum seen so far, in MB. */
  long peakMegabytes() {
    return peakKilobytes.get() / 1024;
  }

  private void measure() {
    long sum =
        Stream.concat(Stream.of(root), root.descendants())
            .mapToLong(process -> kilobytes(process, "VmRSS:"))
            .sum();
    peakKilobytes.accumulateAndGet(sum, Math::max);
  }

  /** A line of the process's status, in kB; 0 once it has ended. */
  public static long kilobytes(ProcessHandle process, String name) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
          .filter(line -> line.startsWith(name))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    ticks.close();
  }
}
