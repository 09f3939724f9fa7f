package io.github.sparkonlambda.submit;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Takes a driver's output line by line: hands each line on at once and keeps, in bounded memory,
 * the last ones and the first that names an exception. One thread reads; any thread may ask.
 */
final class OutputLog {
  /** Lines kept for an error. */
  static final int TAIL_LINES = 100;

  /** A longer line is handed on in pieces of this many characters: CloudWatch cuts at 256 KB. */
  static final int LONGEST_LINE = 32 * 1024;

  /** In characters. */
  static final int LONGEST_MARK = 64;

  private static final int LONGEST_TAIL_LINE = 1000;

  private static final Pattern EXCEPTION =
      Pattern.compile(
          "(Exception in thread .*|Caused by: .*"
              + "|Terminating due to java\\.lang\\.OutOfMemoryError.*"
              + "|([\\w$]+\\.)+[\\w$]*(Exception|Error)(: .*)?)");

  private volatile Consumer<String> sink;
  private volatile String endMark = "";
  private final Deque<String> tail = new ArrayDeque<>();
  private String firstException;
  private volatile Predicate<String> awaited = line -> false;
  private volatile CompletableFuture<Void> seen = new CompletableFuture<>();

  /**
   * A log.
   *
   * @param sink takes each line, without its end; called by the reading thread
   */
  OutputLog(Consumer<String> sink) {
    this.sink = requireNonNull(sink, "sink");
  }

  /**
   * Reads to the end of the stream. Bytes that are not UTF-8 become replacement characters.
   *
   * @throws IOException if the stream fails, as it does when it is closed meanwhile
   */
  void readAll(InputStream output) throws IOException {
    Reader reader = new InputStreamReader(output, StandardCharsets.UTF_8);
    char[] buffer = new char[8192];
    StringBuilder line = new StringBuilder();
    for (int count = reader.read(buffer); count >= 0; count = reader.read(buffer)) {
      for (int i = 0; i < count; i++) {
        if (buffer[i] == '\n') {
          accept(line);
        } else if (line.length() >= LONGEST_LINE + LONGEST_MARK) {
          acceptPiece(line);
        }
        if (buffer[i] != '\n') {
          line.append(buffer[i]);
        }
      }
    }
    if (line.length() > 0) {
      accept(line);
    }
  }

  /** What may be the beginning of the end mark stays for the next piece. */
  private void acceptPiece(StringBuilder line) {
    StringBuilder piece = new StringBuilder(line.substring(0, LONGEST_LINE));
    line.delete(0, LONGEST_LINE);
    accept(piece);
  }

  private void accept(StringBuilder buffer) {
    String line = buffer.toString().stripTrailing();
    buffer.setLength(0);
    boolean met = awaited.test(line);
    if (!endMark.isEmpty() && line.endsWith(endMark)) {
      // The job's last line may have had no end of its own.
      line = line.substring(0, line.length() - endMark.length());
      if (line.isEmpty()) {
        seen.complete(null);
        return;
      }
    }
    sink.accept(line);
    if (met) {
      seen.complete(null);
    }
    synchronized (tail) {
      String kept = line.length() > LONGEST_TAIL_LINE ? shortened(line) : line;
      tail.addLast(kept);
      if (tail.size() > TAIL_LINES) {
        tail.removeFirst();
      }
      if (firstException == null && EXCEPTION.matcher(kept).matches()) {
        firstException = kept;
      }
    }
  }

  private static String shortened(String line) {
    return line.substring(0, LONGEST_TAIL_LINE) + "... (" + line.length() + " characters)";
  }

  /** Forgets what it has kept for an error. */
  void clear() {
    synchronized (tail) {
      tail.clear();
      firstException = null;
    }
  }

  /**
   * What follows belongs to another run: its lines go elsewhere.
   *
   * @param endMark a line, or the end of one, that is no part of the output; at most {@link
   *     #LONGEST_MARK} characters
   */
  void begin(Consumer<String> sink, String endMark) {
    this.sink = requireNonNull(sink, "sink");
    this.endMark = requireNonNull(endMark, "endMark");
  }

  /** A line of our own among the driver's; it is no part of the tail. */
  void note(String line) {
    sink.accept(line);
  }

  /** Completes with the first line from now on that matches. One caller at a time. */
  CompletableFuture<Void> next(Predicate<String> match) {
    seen = new CompletableFuture<>();
    awaited = match;
    return seen;
  }

  /** The last lines, at most {@link #TAIL_LINES}, long ones cut. */
  List<String> tail() {
    synchronized (tail) {
      return List.copyOf(tail);
    }
  }

  /** The first line that named an exception. */
  Optional<String> firstException() {
    synchronized (tail) {
      return Optional.ofNullable(firstException);
    }
  }
}
