package io.github.sparkonlambda.submit;

import io.github.sparkonlambda.protocol.Frame;
import io.github.sparkonlambda.protocol.RunFiles;
import io.github.sparkonlambda.protocol.RunRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Speaks with the engine as a resident driver does, without Spark, and as well or ill as told. */
final class StandInDriver {
  private static final int VERSION = 4;

  /** What it does in a run, or before the first. */
  enum Manner {
    GOOD,
    /** Its first frame is of the next version. */
    NEWER,
    KILLED_IN_A_FRAME,
    NO_NUMBER,
    /** It closes the connection and lives on. */
    SILENT,
    /** It reads nothing after it has said that it is up. */
    DEAF,
    HANGING,
    WORN,
    NEVER_IDLE,
    GREEDY
  }

  private final SocketChannel handler;
  private final Manner manner;

  private StandInDriver(SocketChannel handler, Manner manner) {
    this.handler = handler;
    this.manner = manner;
  }

  /**
   * Serves until the handler is gone.
   *
   * @param args manner and socket
   */
  public static void main(String[] args) throws Exception {
    try (SocketChannel handler = SocketChannel.open(UnixDomainSocketAddress.of(args[1]))) {
      new StandInDriver(handler, Manner.valueOf(args[0])).serve();
    }
  }

  private void serve() throws Exception {
    byte[] hello = bytes(Frame.Type.HELLO, "1");
    if (manner == Manner.NEWER) {
      hello[VERSION]++;
    }
    handler.write(ByteBuffer.wrap(hello));
    if (manner == Manner.DEAF) {
      System.out.println("deaf");
      new CountDownLatch(1).await();
    }
    for (Optional<Frame> frame = Frame.readFrom(handler);
        frame.isPresent();
        frame = Frame.readFrom(handler)) {
      run(RunRequest.of(frame.get()));
    }
  }

  private void run(RunRequest run) throws Exception {
    RunFiles files = new RunFiles(run.folder());
    Files.writeString(files.started(), Long.toString(System.currentTimeMillis()));
    System.out.println("pid " + ProcessHandle.current().pid());
    byte[] ended = bytes(Frame.Type.ENDED, manner == Manner.NO_NUMBER ? "well" : "0");
    switch (manner) {
      case KILLED_IN_A_FRAME -> {
        handler.write(ByteBuffer.wrap(Arrays.copyOf(ended, ended.length - 1)));
        Runtime.getRuntime().halt(137);
      }
      case SILENT -> {
        handler.close();
        new CountDownLatch(1).await();
      }
      case HANGING -> new CountDownLatch(1).await();
      default -> System.out.println(run.endMark());
    }
    byte[] memory = new byte[manner == Manner.GREEDY ? 1 << 29 : 0];
    Arrays.fill(memory, (byte) 1);
    handler.write(ByteBuffer.wrap(ended));
    switch (manner) {
      case WORN -> handler.write(ByteBuffer.wrap(bytes(Frame.Type.WORN, "a thread runs on")));
      case NEVER_IDLE -> {}
      default -> handler.write(ByteBuffer.wrap(bytes(Frame.Type.IDLE)));
    }
    if (memory.length > 0) {
      new CountDownLatch(memory[0]).await();
    }
  }

  private static byte[] bytes(Frame.Type type, String... fields) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Frame(type, List.of(fields)).writeTo(Channels.newChannel(out));
    return out.toByteArray();
  }
}
