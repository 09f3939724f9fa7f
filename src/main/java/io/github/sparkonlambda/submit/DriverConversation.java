package io.github.sparkonlambda.submit;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.failure.PlatformException;
import io.github.sparkonlambda.protocol.Frame;
import io.github.sparkonlambda.protocol.RunRequest;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * What is said between the handler and one resident driver, and what is known of the driver by it.
 * {@link Frame} has the frames. A thread of its own reads them, and one writes them; everything
 * else is for one thread.
 *
 * <p>The futures complete with what the driver says, and exceptionally when it breaks off.
 */
final class DriverConversation implements AutoCloseable {
  private final ServerSocketChannel server;
  private final CompletableFuture<Void> up = new CompletableFuture<>();

  private volatile SocketChannel channel;
  private volatile DriverState state = DriverState.STARTING;
  private volatile String fault = "";
  private volatile OptionalLong helper = OptionalLong.empty();
  private volatile CompletableFuture<Integer> ended = new CompletableFuture<>();
  private volatile CompletableFuture<Void> reset = new CompletableFuture<>();

  /**
   * Waits for a driver to connect.
   *
   * @param socket a path; what is there is deleted
   * @throws PlatformException if the socket cannot be made
   */
  DriverConversation(Path socket) {
    requireNonNull(socket, "socket");
    try {
      Files.deleteIfExists(socket);
      this.server = bound(socket);
    } catch (IOException e) {
      throw new PlatformException(socket + ": the driver's socket cannot be made: " + e, e);
    }
    Thread listener = new Thread(this::listen, "driver-protocol");
    listener.setDaemon(true);
    listener.start();
  }

  private static ServerSocketChannel bound(Path socket) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      return server.bind(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private void listen() {
    try (ServerSocketChannel listening = server) {
      channel = listening.accept();
      for (Optional<Frame> frame = Frame.readFrom(channel);
          frame.isPresent();
          frame = Frame.readFrom(channel)) {
        take(frame.get());
      }
      breakOff(new IOException("it closed the connection"));
    } catch (IOException e) {
      breakOff(e);
    }
  }

  private void take(Frame frame) throws IOException {
    switch (frame.type()) {
      case HELLO -> up.complete(null);
      case ENDED -> {
        int status = number(frame, 0).intValue();
        boolean alone = frame.fields().size() == 1;
        helper = alone ? OptionalLong.empty() : OptionalLong.of(number(frame, 1));
        ended.complete(status);
      }
      case IDLE -> {
        idle();
        reset.complete(null);
      }
      case WORN -> {
        lose(DriverState.WORN, String.join(" ", frame.fields()));
        reset.complete(null);
      }
      case RUN -> throw new IOException("it sent a RUN frame");
    }
  }

  private static Long number(Frame frame, int field) throws IOException {
    try {
      return Long.valueOf(frame.fields().get(field));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new IOException("it sent an exit status that is no number: " + frame.fields(), e);
    }
  }

  /** The process that the driver has started for itself and not for its last job. */
  OptionalLong helper() {
    return helper;
  }

  /** Completes when the driver takes runs. */
  CompletableFuture<Void> up() {
    return up;
  }

  /** Completes with the exit status of the job that was last sent. */
  CompletableFuture<Integer> ended() {
    return ended;
  }

  /** Completes when nothing is left of the run that was last sent, or something is for good. */
  CompletableFuture<Void> reset() {
    return reset;
  }

  /**
   * Sends a run, without waiting until it is sent: a driver that does not read would keep the
   * handler beyond its deadline.
   *
   * @throws IOException if the driver has broken off
   */
  void send(RunRequest request) throws IOException {
    begin();
    Thread sender = new Thread(() -> write(request), "driver-request");
    sender.setDaemon(true);
    sender.start();
  }

  private void write(RunRequest request) {
    try {
      request.toFrame().writeTo(channel);
    } catch (IOException e) {
      breakOff(e);
    }
  }

  private synchronized void begin() throws IOException {
    if (state == DriverState.BROKEN) {
      throw new IOException("it broke off before the run");
    }
    ended = new CompletableFuture<>();
    reset = new CompletableFuture<>();
    state = DriverState.RUNNING;
  }

  private synchronized void idle() {
    if (state == DriverState.RUNNING) {
      state = DriverState.IDLE;
    }
  }

  /** Takes note that nothing can be said to the driver any more. */
  synchronized void breakOff(IOException e) {
    lose(DriverState.BROKEN, "the conversation with the driver broke off: " + e.getMessage());
    up.completeExceptionally(e);
    ended.completeExceptionally(e);
    reset.completeExceptionally(e);
  }

  /** For good: nothing that the driver says afterwards makes it usable again. */
  synchronized void lose(DriverState how, String why) {
    if (fault.isEmpty()) {
      fault = why;
    }
    state = how;
  }

  DriverState state() {
    return state;
  }

  /** Why the driver is not usable; empty as long as it is. */
  String fault() {
    return fault;
  }

  /** Ends it, and does nothing the second time. */
  @Override
  public void close() throws IOException {
    server.close();
    if (channel != null) {
      channel.close();
    }
  }
}
