package io.github.sparkonlambda.submit;

import io.github.sparkonlambda.failure.JobFailedException;
import io.github.sparkonlambda.failure.PlatformException;
import io.github.sparkonlambda.protocol.RunFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words the failure of a driver that ended with a status other than 0. */
final class JobFailure {
  /** In characters; Lambda cuts nothing below 6 MB, but a person has to read it. */
  private static final int LONGEST_TRACE = 16_000;

  private static final int SIGNALLED = 128;
  private static final int SIGKILL = 9;
  private static final int SIGNALS = 32;

  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile(
          "^(?:Terminating due to |Caused by: |Exception in thread \"main\""
              + " )?java\\.lang\\.OutOfMemoryError: ?(.*)",
          Pattern.MULTILINE);

  private JobFailure() {}

  /**
   * The exception to throw.
   *
   * @param heap the driver's heap as it was set, such as 512m
   * @param memoryMegabytes the sandbox's memory
   */
  static JobFailedException of(
      Job job, int exitStatus, RunFiles files, OutputLog output, String heap, int memoryMegabytes) {
    StringBuilder message = new StringBuilder(job.script().location().uri()).append(": ");
    Optional<String> thrown = thrown(job, files);
    Optional<String> printed =
        output.tail().stream().flatMap(line -> exhausted(line).stream()).findFirst();
    Optional<String> exhausted =
        thrown.isPresent() ? thrown.flatMap(JobFailure::exhausted) : printed;
    String remedy =
        "The driver's heap is %s of the function's %d MB: raise the function's memory or give the job less data at once."
            .formatted(heap, memoryMegabytes);
    if (exhausted.isPresent()) {
      message.append("the job ran out of memory (%s). %s".formatted(exhausted.get(), remedy));
    } else if (thrown.isPresent()) {
      message.append("the job threw ").append(thrown.get());
      printed.ifPresent(
          what ->
              message.append(
                  "\nBefore, it printed an OutOfMemoryError (%s). %s".formatted(what, remedy)));
    } else {
      message.append(ending(exitStatus, files));
      output.firstException().ifPresent(line -> message.append(" First exception: ").append(line));
    }
    return new JobFailedException(message.append(lastLines(output.tail())).toString());
  }

  /** What a line or a stack trace says that the JVM had run out of, such as "Java heap space". */
  private static Optional<String> exhausted(String text) {
    Matcher matcher = OUT_OF_MEMORY.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static String ending(int exitStatus, RunFiles files) {
    if (exitStatus == SIGNALLED + SIGKILL) {
      return "the driver was killed (signal 9), as the kernel does when memory runs out. Raise the"
          + " function's memory.";
    }
    if (exitStatus > SIGNALLED && exitStatus < SIGNALLED + SIGNALS) {
      return "the driver was ended by signal %d.".formatted(exitStatus - SIGNALLED);
    }
    if (!Files.exists(files.started())) {
      return "spark-submit ended with exit status %d before the job began. Its output says why: mend SPARK_SUBMIT_ARGS or what keeps the script's main class from loading."
          .formatted(exitStatus);
    }
    return "the job ended with exit status %d.".formatted(exitStatus);
  }

  private static Optional<String> thrown(Job job, RunFiles files) {
    try {
      if (!Files.exists(files.failure())) {
        return Optional.empty();
      }
      try (InputStream in = Files.newInputStream(files.failure())) {
        byte[] trace = in.readNBytes(4 * LONGEST_TRACE);
        return Optional.of(new String(trace, StandardCharsets.UTF_8).strip());
      }
    } catch (IOException e) {
      throw new PlatformException(
          job.script().location().uri() + ": the driver's report of a failure cannot be read: " + e,
          e);
    }
  }

  /** The end of a message: what the driver printed last. */
  static String lastLines(List<String> tail) {
    return tail.isEmpty()
        ? "\nIt printed nothing."
        : "\nLast lines of its output:\n" + String.join("\n", tail);
  }
}
