package io.github.sparkonlambda.bench;

import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.Range;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.general.DatasetUtils;
import org.jfree.svg.SVGGraphics2D;

/**
 * The medians as bars on a logarithmic axis, at the largest memory setting: a group for each format
 * and size, and for DuckDB.
 */
final class Chart {
  private static final int HEIGHT = 480;
  private static final int MARGIN = 140;
  private static final int BAR = 36;
  private static final int FEWEST_BARS = 20;
  private static final double LEAST_SECONDS = 0.01;
  private static final double HEADROOM = 2;

  private Chart() {}

  /** The chart as SVG. */
  static String svg(Results results) {
    DefaultCategoryDataset medians = medians(results);
    int bars = Math.max(FEWEST_BARS, medians.getRowCount() * medians.getColumnCount());
    SVGGraphics2D svg = new SVGGraphics2D(MARGIN + BAR * bars, HEIGHT);
    chart(results, medians)
        .draw(svg, new Rectangle2D.Double(0, 0, svg.getWidth(), svg.getHeight()));
    return svg.getSVGDocument();
  }

  private static DefaultCategoryDataset medians(Results results) {
    DefaultCategoryDataset medians = new DefaultCategoryDataset();
    int memory = Collections.max(results.options().memory());
    for (Way way : Way.values()) {
      for (CellResult result : results.cells()) {
        Cell cell = result.cell();
        if (cell.memoryMegabytes() == memory) {
          add(
              medians,
              result.of(way).seconds().median(),
              series(way, cell.route()),
              cell.name() + " " + cell.size().name() + " MB");
        }
      }
    }
    for (DuckDb duckDb : results.duckDbs()) {
      String group = "DuckDB " + duckDb.size().name() + " MB";
      add(medians, duckDb.cold().median(), series(Way.COLD, Route.LOOPBACK), group);
      add(medians, duckDb.warm().median(), series(Way.WARM, Route.LOOPBACK), group);
    }
    return medians;
  }

  private static String series(Way way, Route route) {
    return way.label() + (route.delayed() ? ", S3 " + route.name() : "");
  }

  private static void add(
      DefaultCategoryDataset medians, OptionalDouble value, String series, String group) {
    value.ifPresent(seconds -> medians.addValue(seconds, series, group));
  }

  private static JFreeChart chart(Results results, DefaultCategoryDataset medians) {
    JFreeChart chart =
        ChartFactory.createBarChart(
            "CSV on S3 into a table, %d MB of memory: seconds, medians"
                .formatted(Collections.max(results.options().memory())),
            null,
            null,
            medians);
    chart.getTitle().setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
    chart.setBackgroundPaint(Color.WHITE);
    CategoryPlot plot = chart.getCategoryPlot();
    plot.setBackgroundPaint(Color.WHITE);
    plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
    plot.setRangeAxis(seconds(medians));
    plot.setRenderer(bars(medians, results.options().routes()));
    return chart;
  }

  /** One hue for each way; the one with delayed requests is its lighter neighbour. */
  private static Color color(Way way, boolean delayed) {
    return switch (way) {
      case BASELINE -> new Color(delayed ? 0xEF8A62 : 0xB2182B);
      case COLD -> new Color(delayed ? 0x67A9CF : 0x2166AC);
      case WARM -> new Color(delayed ? 0x7FBF7B : 0x1B7837);
    };
  }

  /** From a hundredth of a second, with a tick at each power of ten. */
  private static LogAxis seconds(DefaultCategoryDataset medians) {
    Range values = DatasetUtils.findRangeBounds(medians);
    double longest = values == null ? 1 : values.getUpperBound();
    LogAxis seconds = new LogAxis();
    seconds.setRange(LEAST_SECONDS, Math.max(1, longest) * HEADROOM);
    seconds.setTickUnit(new NumberTickUnit(1));
    seconds.setNumberFormatOverride(number());
    return seconds;
  }

  private static DecimalFormat number() {
    return new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT));
  }

  private static BarRenderer bars(DefaultCategoryDataset medians, List<Route> routes) {
    BarRenderer bars = new BarRenderer();
    bars.setBarPainter(new StandardBarPainter());
    bars.setShadowVisible(false);
    bars.setItemMargin(0);
    bars.setDefaultItemLabelGenerator(new StandardCategoryItemLabelGenerator("{2}", number()));
    bars.setDefaultItemLabelFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
    bars.setDefaultItemLabelsVisible(true);
    for (Way way : Way.values()) {
      for (Route route : routes) {
        int row = medians.getRowIndex(series(way, route));
        if (row >= 0) {
          bars.setSeriesPaint(row, color(way, route.delayed()));
        }
      }
    }
    return bars;
  }
}
