package io.github.sparkonlambda.sql;

import static java.util.Objects.requireNonNull;

import io.github.sparkonlambda.job.Invocation;
import java.util.LinkedHashMap;
import java.util.Map;
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

  /** Makes the views that the statement reads and that are not there yet. */
  void create(Statement statement) {
    left.entrySet()
        .removeIf(
            view -> {
              boolean named = statement.reads(view.getKey());
              // A table or view of the script's own goes before.
              if (named && !spark.catalog().tableExists(view.getKey())) {
                view.getValue().get().createOrReplaceTempView(view.getKey());
              }
              return named;
            });
  }
}
