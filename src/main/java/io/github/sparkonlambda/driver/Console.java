package io.github.sparkonlambda.driver;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Standard output and error. Each run gets streams of its own, which it may close as scripts do at
 * their end: what is beneath stays open for the next.
 */
final class Console {
  private static final Logger LOG = LoggerFactory.getLogger(Console.class);

  /** Not by the descriptor that a job can close. */
  private final OutputStream marks = new FileOutputStream("/proc/self/fd/1");

  Console() throws IOException {}

  /** Sets the streams of a run. */
  void begin() {
    System.setOut(stream(FileDescriptor.out));
    System.setErr(stream(FileDescriptor.err));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    OutputStream unclosed = new Unclosed(new FileOutputStream(descriptor));
    return new PrintStream(unclosed, true, Charset.defaultCharset());
  }

  /** Ends a run's output with a line of ours. */
  void end(String mark) throws IOException {
    flush(System.out);
    flush(System.err);
    marks.write((mark + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The stream may be one of the job's own, of which nothing must keep its reply back. */
  private static void flush(PrintStream stream) {
    try {
      stream.flush();
    } catch (RuntimeException e) {
      LOG.debug("A stream of the job cannot be flushed", e);
    }
  }

  /** Why no other job could print, if it could not. */
  static Optional<String> fault() {
    boolean open = FileDescriptor.out.valid() && FileDescriptor.err.valid();
    return open ? Optional.empty() : Optional.of("the job closed the JVM's own standard output");
  }

  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
