package io.github.sparkonlambda.local;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Random;

/**
 * Makes the sample CSV: accommodations, the same ones for the same number of rows, on any machine.
 * A few names hold accents, quotes or the delimiter, and one in ten has no review yet, as in real
 * listings. 22,248 rows are 3.8 MB.
 */
public final class Accommodations {
  /** Rows of the sample that the measured times speak of. */
  public static final int DEFAULT_ROWS = 22_248;

  static final String HEADER =
      "id;shape;name;host_name;neighbourhood_group;neighbourhood;room_type;price;minimum_nights;"
          + "number_of_reviews;last_review;reviews_per_month;calculated_host_listings_count;"
          + "availability_365";

  private static final String[] ADJECTIVES = {
    "Sunny",
    "Quiet",
    "Spacious",
    "Cosy",
    "Renovated",
    "Charming",
    "\"Designer\"",
    "Luminoso",
    "Tranquilo"
  };
  private static final String[] KINDS = {
    "loft near the river",
    "flat; two balconies",
    "ático con terraza",
    "studio",
    "room with a view",
    "apartment by the old market",
    "house with garden"
  };
  private static final String[] EXTRAS = {
    "air conditioning and fast wifi",
    "5 min. to the metro",
    "no lift",
    "ideal for families",
    "self check-in",
    "free parking nearby"
  };
  private static final String[] HOSTS = {
    "Ana",
    "Béatrice",
    "Chen",
    "Dimitri",
    "Eve",
    "Francisco José",
    "Günther",
    "Hanna",
    "Inés",
    "Jo & Kim"
  };
  private static final String[][] AREAS = {
    {"Centro", "Embajadores"}, {"Centro", "Palacio"}, {"Chamberí", "Almagro"},
    {"Salamanca", "Goya"}, {"Retiro", "Ibiza"}, {"Tetuán", "Cuatro Caminos"},
    {"Arganzuela", "Legazpi"}, {"Latina", "Puerta del Ángel"}
  };
  private static final String[] ROOMS = {"Entire home/apt", "Private room", "Shared room"};

  private Accommodations() {}

  /** Writes a file with this many rows. */
  public static void write(Path file, int rows) throws IOException {
    write(file, 0, rows);
  }

  /** Writes a file with this many rows, whose ids are those from the row of this number on. */
  public static void write(Path file, long first, int rows) throws IOException {
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      write(writer, first, rows);
    }
  }

  static void write(Writer writer, long first, int rows) throws IOException {
    Random random = new Random(20_261_122L);
    writer.append(HEADER).append('\n');
    for (long row = first; row < first + rows; row++) {
      writer.append(row(6_000L + 37L * row, random)).append('\n');
    }
  }

  private static String row(long id, Random random) {
    String[] area = pick(AREAS, random);
    int reviews = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(400);
    return String.join(
        ";",
        Long.toString(id),
        "SRID=4326 POINT (%s %s)"
            .formatted(coordinate(-3.70378, random), coordinate(40.41678, random)),
        quoted(pick(ADJECTIVES, random) + " " + pick(KINDS, random) + " - " + pick(EXTRAS, random)),
        pick(HOSTS, random),
        area[0],
        area[1],
        pick(ROOMS, random),
        BigDecimal.valueOf(1500 + random.nextInt(60_000), 2).toPlainString(),
        Integer.toString(1 + random.nextInt(30)),
        Integer.toString(reviews),
        reviews == 0 ? "" : LocalDate.of(2020, 1, 1).plusDays(random.nextInt(2200)).toString(),
        reviews == 0 ? "" : BigDecimal.valueOf(1 + random.nextInt(900), 2).toPlainString(),
        Integer.toString(1 + random.nextInt(60)),
        Integer.toString(random.nextInt(366)));
  }

  private static <T> T pick(T[] values, Random random) {
    return values[random.nextInt(values.length)];
  }

  private static String coordinate(double around, Random random) {
    return BigDecimal.valueOf(around + (random.nextDouble() - 0.5) / 5)
        .setScale(8, RoundingMode.HALF_UP)
        .toPlainString();
  }

  private static String quoted(String text) {
    boolean special = text.indexOf(';') >= 0 || text.indexOf('"') >= 0;
    return special ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
