package io.github.sparkonlambda.sql;

import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import com.fasterxml.jackson.databind.util.RawValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The first rows of a query.
 *
 * @param columns their names; of several with one name all but the first have a number behind it
 * @param rows no more than {@link #MOST_ROWS}, each a JSON object as Spark writes it
 * @param more whether the query has further ones
 */
record QueryResult(List<String> columns, List<String> rows, boolean more) {
  static final int MOST_ROWS = 100;

  /** In characters of JSON; a reply of Lambda may have 6 MB, and people read it. */
  private static final int LONGEST = 200_000;

  private static final int SHOWN_ROWS = 20;
  private static final int SHOWN_WIDTH = 80;

  QueryResult {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** Computes them, and prints the first. */
  static QueryResult of(Dataset<Row> query, SparkSession spark) {
    List<Row> found = query.takeAsList(MOST_ROWS + 1);
    List<Row> kept = found.subList(0, Math.min(found.size(), MOST_ROWS));
    Dataset<Row> local = spark.createDataFrame(kept, query.schema());
    local.show(SHOWN_ROWS, SHOWN_WIDTH);
    List<String> names = distinct(query.columns());
    List<String> rows = new ArrayList<>();
    int length = 0;
    for (Row row : json(local.toDF(names.toArray(String[]::new)))) {
      length += row.getString(0).length();
      if (length <= LONGEST) {
        rows.add(row.getString(0));
      }
    }
    return new QueryResult(names, rows, rows.size() < found.size());
  }

  private static List<Row> json(Dataset<Row> rows) {
    return rows.select(to_json(struct("*"), Map.of("ignoreNullFields", "false"))).collectAsList();
  }

  static List<String> distinct(String[] names) {
    Set<String> given = new HashSet<>(Arrays.asList(names));
    Set<String> distinct = new LinkedHashSet<>();
    for (String name : names) {
      String free = name;
      for (int i = 2; distinct.contains(free) || (i > 2 && given.contains(free)); i++) {
        free = name + "_" + i;
      }
      distinct.add(free);
    }
    return List.copyOf(distinct);
  }

  /** As the reply's result has them. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("columns", columns);
    map.put("rows", rows.stream().map(RawValue::new).toList());
    map.put("more", more);
    return map;
  }
}
