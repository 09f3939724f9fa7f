package io.github.sparkonlambda.bench;

import java.util.ArrayList;
import java.util.List;

/** A table for the console: the first columns to the left, figures to the right. */
final class TextTable {
  private final int leftColumns;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A table without rows.
   *
   * @param leftColumns how many columns hold words
   */
  TextTable(int leftColumns, String... header) {
    this.leftColumns = leftColumns;
    rows.add(List.of(header));
  }

  /** Adds a row with as many cells as the header has. */
  void row(List<String> cells) {
    if (cells.size() != rows.get(0).size()) {
      throw new IllegalArgumentException(cells + " has not the columns of " + rows.get(0));
    }
    rows.add(List.copyOf(cells));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < rows.size(); row++) {
      text.append(line(rows.get(row))).append('\n');
      if (row == 0) {
        text.append("-".repeat(line(rows.get(0)).length())).append('\n');
      }
    }
    return text.toString();
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String padding = " ".repeat(width(column) - cells.get(column).length());
      line.append(column == 0 ? "" : "  ");
      line.append(column < leftColumns ? cells.get(column) + padding : padding + cells.get(column));
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream().mapToInt(cells -> cells.get(column).length()).max().orElse(0);
  }
}
