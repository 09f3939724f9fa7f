package io.github.sparkonlambda.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KinesisAggregateTest {
  private static final byte[] AGGREGATED = aggregated();

  @Test
  void takesWhatOnlyBeginsLikeOneForAnOrdinaryRecord() {
    byte[] changed = AGGREGATED.clone();
    changed[20] ^= 1;
    assertThat(KinesisAggregate.read(changed)).as("the digest does not fit").isEmpty();
    assertThat(KinesisAggregate.read(new byte[0])).isEmpty();
    assertThat(KinesisAggregate.read(new byte[] {(byte) 0xF3, (byte) 0x89})).isEmpty();
    assertThat(KinesisAggregate.read(AGGREGATED).orElseThrow()).hasSize(4);
  }

  /** However it is cut or changed, it is read or refused, with a digest that fits. */
  @Test
  void refusesBrokenOnesWithAReason() throws Exception {
    byte[] message = new byte[AGGREGATED.length - 20];
    System.arraycopy(AGGREGATED, 4, message, 0, message.length);
    int refused = 0;
    for (int i = 0; i < message.length; i++) {
      byte[] changed = message.clone();
      changed[i] = (byte) 0xFF;
      for (byte[] bad : List.of(java.util.Arrays.copyOf(message, i), changed)) {
        try {
          assertThat(KinesisAggregate.read(signed(bad))).isPresent();
        } catch (IllegalArgumentException e) {
          assertThat(e).hasMessageStartingWith("it ");
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(100);
    assertThatThrownBy(() -> KinesisAggregate.read(signed(new byte[] {0x1A, 2, 8, 0})))
        .hasMessage("it has 0 partition keys and names number 0");
  }

  private static byte[] signed(byte[] message) throws Exception {
    return ByteBuffer.allocate(message.length + 20)
        .put(AGGREGATED, 0, 4)
        .put(message)
        .put(MessageDigest.getInstance("MD5").digest(message))
        .array();
  }

  private static byte[] aggregated() {
    List<?> records = (List<?>) Fixtures.fields(Fixtures.json("kinesis")).get("Records");
    Map<?, ?> kinesis = (Map<?, ?>) ((Map<?, ?>) records.get(2)).get("kinesis");
    return java.util.Base64.getDecoder().decode((String) kinesis.get("data"));
  }
}
