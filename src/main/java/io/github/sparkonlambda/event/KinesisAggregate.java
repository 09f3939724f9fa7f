package io.github.sparkonlambda.event;

import static java.util.Objects.requireNonNull;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The records that the Kinesis Producer Library has put into one, by the format that it publishes:
 *
 * <pre>
 * F3 89 9A C2 | message | MD5 of the message, 16 bytes
 *
 * message, in Protocol Buffers' encoding:
 *   1  partition_key_table      string, repeated
 *   2  explicit_hash_key_table  string, repeated; not used here
 *   3  records                  message, repeated:
 *        1  partition_key_index      varint, into the table
 *        2  explicit_hash_key_index  varint
 *        3  data                     bytes
 *        4  tags                     message, repeated
 * </pre>
 *
 * The library's own reader needs a whole Kinesis client and version 1 of the AWS SDK.
 */
final class KinesisAggregate {
  private static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};
  private static final int DIGEST = 16;

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;

  private KinesisAggregate() {}

  /** A record as its producer made it. */
  @SuppressWarnings("ArrayRecordComponent")
  record UserRecord(String partitionKey, byte[] data) {
    UserRecord {
      requireNonNull(partitionKey, "partitionKey");
      requireNonNull(data, "data");
    }
  }

  /**
   * The producer's records, or empty if the data is an ordinary record.
   *
   * @throws IllegalArgumentException if it is an aggregated one with something wrong in it
   */
  static Optional<List<UserRecord>> read(byte[] data) {
    int end = data.length - DIGEST;
    if (end < MAGIC.length || !Arrays.equals(data, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return Optional.empty();
    }
    ByteBuffer message = ByteBuffer.wrap(data, MAGIC.length, end - MAGIC.length);
    byte[] digest = md5(message.duplicate());
    if (!Arrays.equals(data, end, data.length, digest, 0, DIGEST)) {
      // Anybody's record may begin so; as the library's reader, this takes it for such a one.
      return Optional.empty();
    }
    try {
      return Optional.of(message(message));
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("it ends within a field", e);
    }
  }

  private static byte[] md5(ByteBuffer message) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      digest.update(message);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has MD5", e);
    }
  }

  private static List<UserRecord> message(ByteBuffer message) {
    List<String> keys = new ArrayList<>();
    List<ByteBuffer> records = new ArrayList<>();
    while (message.hasRemaining()) {
      int tag = (int) varint(message);
      if (tag == tag(1, BYTES)) {
        keys.add(StandardCharsets.UTF_8.decode(bytes(message)).toString());
      } else if (tag == tag(3, BYTES)) {
        records.add(bytes(message));
      } else {
        skip(tag, message);
      }
    }
    return records.stream().map(record -> record(record, keys)).toList();
  }

  private static UserRecord record(ByteBuffer record, List<String> keys) {
    long key = 0;
    byte[] data = {};
    while (record.hasRemaining()) {
      int tag = (int) varint(record);
      if (tag == tag(1, VARINT)) {
        key = varint(record);
      } else if (tag == tag(3, BYTES)) {
        ByteBuffer bytes = bytes(record);
        data = new byte[bytes.remaining()];
        bytes.get(data);
      } else {
        skip(tag, record);
      }
    }
    if (key < 0 || key >= keys.size()) {
      throw new IllegalArgumentException(
          "it has %d partition keys and names number %d".formatted(keys.size(), key));
    }
    return new UserRecord(keys.get((int) key), data);
  }

  private static int tag(int field, int type) {
    return field << 3 | type;
  }

  private static void skip(int tag, ByteBuffer in) {
    switch (tag & 7) {
      case VARINT -> varint(in);
      case FIXED_64 -> in.getLong();
      case BYTES -> bytes(in);
      case FIXED_32 -> in.getInt();
      default -> throw new IllegalArgumentException("it has a field of unknown type");
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("it has a number of more than 64 bits");
  }

  private static ByteBuffer bytes(ByteBuffer in) {
    long length = varint(in);
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer bytes = in.slice(in.position(), (int) length);
    in.position(in.position() + (int) length);
    return bytes;
  }
}
