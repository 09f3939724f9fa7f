package io.github.sparkonlambda.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.sparkonlambda.job.FailedItemsException;
import io.github.sparkonlambda.job.Invocation;
import io.github.sparkonlambda.protocol.RunFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Calls a job's main with {@code --event <json>}, which as an argument of a process could not be
 * longer than 128 KiB, and leaves in the run's folder when the job began, whether it returned and
 * what it threw.
 */
final class JobMain {
  /** In characters. The handler's heap is small, and an exception's message may be anything. */
  private static final int LONGEST_TRACE = 16_000;

  private static final int LONGEST_CAUSE = 800;

  private JobMain() {}

  /**
   * Runs the job in this thread.
   *
   * @param loader which finds the job's classes
   * @return whether the job's main returned, or named the items that it had not done; else what it
   *     threw is written
   * @throws ReflectiveOperationException if there is no such main; the job has not begun
   */
  static boolean run(RunFiles run, String className, ClassLoader loader)
      throws IOException, ReflectiveOperationException {
    String[] jobArguments = {"--event", Files.readString(run.event())};
    Method main = mainMethod(className, loader);
    Files.writeString(run.started(), Long.toString(System.currentTimeMillis()));
    Optional<Throwable> thrown = call(main, jobArguments, Files.exists(run.unreadable()));
    if (thrown.isPresent()) {
      report(run, stackTrace(thrown.get()));
      return false;
    }
    Files.createFile(run.returned());
    return true;
  }

  /**
   * The log gets it where the disk is full, perhaps by the job: of its output the handler tells.
   */
  private static void report(RunFiles run, String trace) throws IOException {
    try {
      // Not as a string: half a surrogate pair is an error.
      Files.write(run.failure(), trace.getBytes(UTF_8));
    } catch (IOException e) {
      System.err.print("Exception in thread \"main\" " + trace);
      System.err.println("It could not be written for the error of the invocation: " + e);
      Files.deleteIfExists(run.failure()); // Half of it would count as the whole.
    }
  }

  /** Returns why the job has failed, if it has. */
  private static Optional<Throwable> call(Method main, String[] arguments, boolean unreadable)
      throws IllegalAccessException {
    try {
      if (unreadable) {
        Invocation.current().rejectUnreadableObjects();
      }
    } catch (RuntimeException e) {
      return Optional.of(e);
    }
    try {
      main.invoke(null, (Object) arguments);
    } catch (InvocationTargetException | LinkageError e) {
      // One that the job itself has made may have no cause.
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return cause instanceof FailedItemsException failed ? name(failed) : Optional.of(cause);
    }
    return Optional.empty();
  }

  private static Optional<Throwable> name(FailedItemsException failed) {
    try {
      Invocation.current().failedItems(failed.ids());
      return Optional.empty();
    } catch (RuntimeException e) {
      // RESULT_FILE, which the job may have written itself, cannot take them.
      e.addSuppressed(failed);
      return Optional.of(e);
    }
  }

  /**
   * Whether the job threw that memory ran out. The JVM ends itself when its heap is full, but not
   * for what Java code counts, such as direct buffers; and those of the job are freed at the
   * earliest when the heap is.
   *
   * @return why the JVM is no place for another job
   */
  static Optional<String> outOfMemory(RunFiles run) {
    try {
      return Files.exists(run.failure())
              && Files.readString(run.failure()).contains(OutOfMemoryError.class.getName())
          ? Optional.of("its job ran out of memory")
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of("what its job threw cannot be read: " + e);
    }
  }

  private static Method mainMethod(String className, ClassLoader loader)
      throws ReflectiveOperationException {
    Method main = Class.forName(className, false, loader).getMethod("main", String[].class);
    if (!Modifier.isStatic(main.getModifiers())) {
      throw new NoSuchMethodException(className + ".main(String[]) is not static");
    }
    main.setAccessible(true);
    return main;
  }

  /** The trace without the frames below the job's own main, which tell its author nothing. */
  private static String stackTrace(Throwable thrown) {
    Set<Throwable> met = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Throwable> seen = new ArrayList<>();
    for (Throwable t = thrown; t != null && met.add(t); t = t.getCause()) {
      seen.add(t);
      t.setStackTrace(jobFrames(t.getStackTrace()));
    }
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.getBuffer().length() <= LONGEST_TRACE ? text.toString() : cut(text, seen);
  }

  /** Frames may go, causes may not: the last one is usually the reason. */
  private static String cut(StringWriter text, List<Throwable> thrown) {
    StringBuilder shown = new StringBuilder(text.getBuffer().substring(0, LONGEST_TRACE / 2));
    shown.append("\n... (cut; all causes:)\n");
    for (Throwable cause : thrown) {
      String line = cause.toString();
      shown
          .append("Caused by: ")
          .append(line, 0, Math.min(line.length(), LONGEST_CAUSE))
          .append('\n');
    }
    return shown.substring(0, Math.min(shown.length(), LONGEST_TRACE));
  }

  private static StackTraceElement[] jobFrames(StackTraceElement[] frames) {
    for (int i = 0; i < frames.length; i++) {
      if (frames[i].getClassName().equals(JobMain.class.getName())) {
        int end = i;
        while (end > 0 && isReflection(frames[end - 1].getClassName())) {
          end--;
        }
        return Arrays.copyOf(frames, end);
      }
    }
    return frames;
  }

  private static boolean isReflection(String className) {
    return className.startsWith("java.lang.reflect.")
        || className.startsWith("jdk.internal.reflect.");
  }
}
