package io.github.sparkonlambda.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * The first rows of a query.
 *
 * @param schema their columns
 * @param rows no more than {@link #MOST_ROWS}
 * @param more whether the query has further ones, which are not computed
 */
record QueryResult(StructType schema, List<Row> rows, boolean more) {
  static final int MOST_ROWS = 100;

  /** In characters of JSON; a reply of Lambda may have 6 MB, and people read it. */
  private static final int LONGEST = 200_000;

  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final int SHOWN_ROWS = 20;
  private static final int SHOWN_WIDTH = 80;

  QueryResult {
    rows = List.copyOf(rows);
  }

  static QueryResult of(Dataset<Row> query) {
    List<Row> rows = query.takeAsList(MOST_ROWS + 1);
    boolean more = rows.size() > MOST_ROWS;
    return new QueryResult(query.schema(), rows.subList(0, Math.min(rows.size(), MOST_ROWS)), more);
  }

  /** Prints the first of them. */
  void show(SparkSession spark) {
    spark.createDataFrame(rows, schema).show(SHOWN_ROWS, SHOWN_WIDTH);
  }

  /** {@code columns}, {@code rows} as objects, and {@code more}. */
  Map<String, Object> toMap() {
    List<JsonNode> json = new ArrayList<>();
    int length = 0;
    for (Row row : rows) {
      String text = row.json();
      length += text.length();
      if (length <= LONGEST) {
        json.add(parsed(text));
      }
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("columns", List.of(schema.fieldNames()));
    map.put("rows", json);
    map.put("more", more || json.size() < rows.size());
    return map;
  }

  private static JsonNode parsed(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Spark's JSON of a row is none: " + json, e);
    }
  }
}
