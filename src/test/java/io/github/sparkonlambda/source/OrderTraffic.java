package io.github.sparkonlambda.source;

import io.github.sparkonlambda.config.Framework;
import java.nio.file.Path;

/** Orders as JSON records, each of which becomes a row. */
abstract class OrderTraffic implements Traffic {
  static final String NAME = "orders";
  static final int PARTITIONS = 4;

  @Override
  public final Path sample(Framework framework) {
    return ScriptFunction.recordsTo(framework);
  }

  @Override
  public final String table(Framework framework, String output) {
    return tableOf(framework, output);
  }

  /** Where the sample for this format has its table. */
  static String tableOf(Framework framework, String output) {
    return framework == Framework.ICEBERG ? output + "/lake/orders" : output;
  }

  @Override
  public final long rows(long records) {
    return records;
  }
}
