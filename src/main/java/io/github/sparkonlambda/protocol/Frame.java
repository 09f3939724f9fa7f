package io.github.sparkonlambda.protocol;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One message between the handler and a resident driver, over a Unix domain socket. Numbers are
 * big-endian.
 *
 * <pre>
 *  0        4         5      6        8
 * +--------+---------+------+--------+----------------------------------+
 * | length | version | type | fields | fields times: length (4), UTF-8  |
 * +--------+---------+------+--------+----------------------------------+
 *   length of what follows it, in bytes
 *
 *   driver                                handler
 *     HELLO  pid                      -->            the JVM is up and takes a job
 *                                     <--  RUN       see {@link RunRequest}
 *     ENDED  exit status, helper      -->            the job has ended; its files lie in the run's folder
 *     IDLE                            -->            nothing of the job is left
 *     WORN   reason                   -->            or something is: use another driver
 * </pre>
 *
 * The helper is a process that the driver has started for itself, or not there.
 *
 * <p>Files, output and everything large go by the run's folder and the driver's output instead.
 *
 * @param type what is said
 * @param fields its arguments
 */
public record Frame(Type type, List<String> fields) {
  /** Of this layout and these types. A side that meets another one does not guess. */
  static final byte VERSION = 1;

  /** In bytes. An environment of more than 2 MB could not be a process's either. */
  static final int LONGEST = 4 * 1024 * 1024;

  private static final int HEAD = 4;

  /** What a frame says, and the byte that stands for it. */
  public enum Type {
    HELLO('H'),
    RUN('R'),
    ENDED('E'),
    IDLE('I'),
    WORN('W');

    private final byte code;

    Type(char code) {
      this.code = (byte) code;
    }

    private static Type of(byte code) throws IOException {
      for (Type type : values()) {
        if (type.code == code) {
          return type;
        }
      }
      throw new IOException("No frame has the type " + code);
    }
  }

  public Frame {
    requireNonNull(type, "type");
    fields = List.copyOf(fields);
  }

  /** Writes the frame. */
  public void writeTo(WritableByteChannel channel) throws IOException {
    List<byte[]> texts = fields.stream().map(f -> f.getBytes(StandardCharsets.UTF_8)).toList();
    int length = HEAD + texts.stream().mapToInt(text -> Integer.BYTES + text.length).sum();
    if (length > LONGEST) {
      throw new IOException("A frame of " + length + " bytes is longer than " + LONGEST);
    }
    ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES + length);
    buffer.putInt(length).put(VERSION).put(type.code).putShort((short) fields.size());
    texts.forEach(text -> buffer.putInt(text.length).put(text));
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /**
   * Reads one frame.
   *
   * @return empty if the other side closed the connection between two frames
   * @throws IOException if it closed in the middle of one, or what came is no frame of this version
   */
  public static Optional<Frame> readFrom(ReadableByteChannel channel) throws IOException {
    ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
    if (channel.read(length) < 0) {
      return Optional.empty();
    }
    fill(length, channel);
    int bytes = length.flip().getInt();
    if (bytes < HEAD || bytes > LONGEST) {
      throw new IOException("A frame cannot have " + bytes + " bytes");
    }
    ByteBuffer body = ByteBuffer.allocate(bytes);
    fill(body, channel);
    return Optional.of(parse(body.flip()));
  }

  private static void fill(ByteBuffer buffer, ReadableByteChannel channel) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException("The connection ended in the middle of a frame");
      }
    }
  }

  private static Frame parse(ByteBuffer body) throws IOException {
    byte version = body.get();
    if (version != VERSION) {
      throw new IOException(
          "A frame of protocol version %d came, this side speaks version %d: handler and driver are not of the same build. Rebuild the image, and leave SPARK_HOME and the class path as it has them"
              .formatted(version, VERSION));
    }
    Type type = Type.of(body.get());
    int count = body.getShort() & 0xffff;
    List<String> fields = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      fields.add(text(body));
    }
    return new Frame(type, fields);
  }

  private static String text(ByteBuffer body) throws IOException {
    int length = body.remaining() < Integer.BYTES ? -1 : body.getInt();
    if (length < 0 || length > body.remaining()) {
      throw new IOException("A frame's fields do not fit into it");
    }
    byte[] text = new byte[length];
    body.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
