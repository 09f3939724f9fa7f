package io.github.sparkonlambda.sql;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.job.Invocation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The event as temporary views: {@code event}, {@code s3_objects} and {@code records}. One is made
 * when the first statement reads it: the others cost nothing.
 */
final class EventViews {
  private final SparkSession spark;
  private final Map<String, Supplier<Dataset<Row>>> left = new LinkedHashMap<>();

  EventViews(Invocation invocation) {
    this.spark = requireNonNull(invocation, "invocation").session();
    left.put("event", invocation::eventRow);
    left.put("s3_objects", invocation::objects);
    left.put("records", invocation::records);
  }

  /**
   * Makes the views that the statement reads and that are not there yet.
   *
   * @param sql the statement as Spark will get it
   */
  void create(String sql) {
    String text = sql.toLowerCase(Locale.ROOT);
    if (left.keySet().stream().noneMatch(text::contains)) {
      return;
    }
    Set<String> read = TableNames.readBy(sql, spark.sessionState().sqlParser());
    for (String name : List.copyOf(left.keySet())) {
      if (read.contains(name)) {
        Supplier<Dataset<Row>> view = left.remove(name);
        // A table or view of the script's own goes before.
        if (!spark.catalog().tableExists(name)) {
          view.get().createOrReplaceTempView(name);
        }
      }
    }
  }
}
