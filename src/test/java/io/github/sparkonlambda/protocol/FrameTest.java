package io.github.sparkonlambda.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FrameTest {
  private static final Frame ENDED = new Frame(Frame.Type.ENDED, List.of("3"));

  @Test
  void hasTheLayoutOfItsDocumentation() throws IOException {
    assertThat(bytes(ENDED)).containsExactly(0, 0, 0, 9, 1, 'E', 0, 1, 0, 0, 0, 1, '3');
  }

  @Test
  void comesBackAsItWasWritten() throws IOException {
    for (Frame.Type type : Frame.Type.values()) {
      Frame frame = new Frame(type, List.of("", "a\nb", "\u00fc\ud83d\ude00"));
      assertThat(Frame.readFrom(channel(bytes(frame)))).contains(frame);
    }
  }

  @Test
  void followsTheOneBefore() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes(ENDED));
    out.write(bytes(new Frame(Frame.Type.IDLE, List.of())));
    ReadableByteChannel channel = channel(out.toByteArray());
    assertThat(Frame.readFrom(channel)).contains(ENDED);
    assertThat(Frame.readFrom(channel)).map(Frame::type).contains(Frame.Type.IDLE);
    assertThat(Frame.readFrom(channel)).isEmpty();
  }

  @Test
  void isRefusedWhereItBreaksOff() throws IOException {
    byte[] whole = bytes(ENDED);
    for (int length = 1; length < whole.length; length++) {
      ReadableByteChannel part = channel(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Frame.readFrom(part))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in the middle of a frame");
    }
  }

  @Test
  void isRefusedInAnotherVersion() throws IOException {
    assertRefused(changed(4, 2), "protocol version 2 came, this side speaks version 1");
  }

  @Test
  void isRefusedWhereItIsNone() throws IOException {
    assertRefused(changed(0, 0x7f), "cannot have 2130706441 bytes");
    assertRefused(changed(3, 3), "cannot have 3 bytes");
    assertRefused(changed(5, 'X'), "No frame has the type 88");
    assertRefused(changed(7, 2), "fields do not fit");
    assertRefused(changed(8, 0xff), "fields do not fit");
    assertRefused(changed(11, 2), "fields do not fit");
  }

  @Test
  void isNotWrittenLongerThanItMayBeRead() {
    Frame frame = new Frame(Frame.Type.RUN, List.of("x".repeat(Frame.LONGEST)));
    assertThatThrownBy(() -> bytes(frame)).hasMessageContaining("is longer than 4194304");
  }

  @Test
  void carriesARun() throws IOException {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("A", "1\n2");
    environment.put("EMPTY", "");
    RunRequest run =
        new RunRequest(
            Path.of("/tmp/r"),
            Path.of("/tmp/j.jar"),
            "a.Main",
            "-- end",
            environment,
            Map.of("spark.x", "y"));
    assertThat(RunRequest.of(Frame.readFrom(channel(bytes(run.toFrame()))).orElseThrow()))
        .isEqualTo(run);
  }

  @Test
  void carriesNoRunWithFieldsMissing() {
    RunRequest run =
        new RunRequest(
            Path.of("/r"), Path.of("/j"), "M", "-", Map.of("A", "1"), Map.of("spark.x", "y"));
    List<String> fields = run.toFrame().fields();
    for (int count = 0; count < fields.size(); count++) {
      Frame frame = new Frame(Frame.Type.RUN, fields.subList(0, count));
      assertThatThrownBy(() -> RunRequest.of(frame))
          .isInstanceOf(IOException.class)
          .hasMessage("A RUN frame with " + count + " fields is no run");
    }
  }

  @Test
  void carriesNoRunWithFieldsLeftOver() {
    List<String> fields = List.of("/r", "/j", "M", "-", "0", "0", "1");
    assertThatThrownBy(() -> RunRequest.of(new Frame(Frame.Type.RUN, fields)))
        .hasMessage("A RUN frame with 7 fields is no run");
  }

  @Test
  void keepsItsValuesOutOfLogs() {
    RunRequest run =
        new RunRequest(Path.of("/r"), Path.of("/j"), "M", "-", Map.of("KEY", "secret"), Map.of());
    assertThat(run.toString()).doesNotContain("secret");
  }

  private static void assertRefused(byte[] bytes, String why) {
    assertThatThrownBy(() -> Frame.readFrom(channel(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }

  private static byte[] changed(int index, int value) throws IOException {
    byte[] bytes = bytes(ENDED);
    bytes[index] = (byte) value;
    return bytes;
  }

  private static byte[] bytes(Frame frame) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    frame.writeTo(Channels.newChannel(out));
    return out.toByteArray();
  }

  private static ReadableByteChannel channel(byte[] bytes) {
    return Channels.newChannel(new ByteArrayInputStream(bytes));
  }
}
