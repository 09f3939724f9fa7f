package io.github.sparkonlambda.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the figures were taken on.
 *
 * @param cpu the processor's model
 * @param processors how many of them this process may use
 * @param memoryMegabytes the machine's memory
 * @param system the operating system and its version
 * @param java the JVM of sandboxes and drivers
 */
record Machine(String cpu, int processors, long memoryMegabytes, String system, String java) {
  /** This machine. */
  static Machine current() throws IOException {
    return new Machine(
        value(Files.readAllLines(Path.of("/proc/cpuinfo")), "model name", "unknown"),
        Runtime.getRuntime().availableProcessors(),
        kilobytes(value(Files.readAllLines(Path.of("/proc/meminfo")), "MemTotal", "0")) / 1024,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        "%s %s, %s"
            .formatted(
                System.getProperty("java.vm.name"),
                System.getProperty("java.runtime.version"),
                System.getProperty("java.vendor")));
  }

  /** How many processes wanted a processor in the last minute; negative if nobody knows. */
  static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** The value of the first line {@code name : value}. ARM machines name no model. */
  static String value(List<String> lines, String name, String otherwise) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(otherwise);
  }

  private static long kilobytes(String text) {
    return Long.parseLong(text.replaceAll("\\D", ""));
  }

  @Override
  public String toString() {
    return "%s, %d processors, %.0f GB; %s; %s"
        .formatted(cpu, processors, memoryMegabytes / 1024.0, system, java);
  }
}
