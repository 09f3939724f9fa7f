package io.github.sparkonlambda.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class AccommodationsTest {
  @Test
  void makesTheSampleInTheRepository() throws IOException {
    assertThat(csv(100)).isEqualTo(Files.readString(Path.of("spark-scripts/accommodations.csv")));
  }

  @Test
  void makesAsManyRowsAsAskedForWithTheSameBeginning() throws IOException {
    assertThat(csv(500)).startsWith(csv(100)).hasLineCount(501);
    assertThat(csv(0)).isEqualTo(Accommodations.HEADER + "\n");
  }

  private static String csv(int rows) throws IOException {
    StringWriter writer = new StringWriter();
    Accommodations.write(writer, 0, rows);
    return writer.toString();
  }
}
