package io.github.sparkonlambda.job;

import io.github.sparkonlambda.event.UnreadableRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The rows of a job's own that name the records it cannot read. */
final class BadRows {
  static final String REASON = "reason";
  private static final String ID = "id";

  /** Of a record in a dead letter, that nothing of it is lost. */
  private static final Map<String, String> AS_THEY_ARE =
      Map.of("timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX", "ignoreNullFields", "false");

  private BadRows() {}

  /**
   * The records, each with what its row has beside the reason.
   *
   * @param json reads a JSON object
   * @throws IllegalArgumentException if there is no column id or reason, or a null id
   */
  static List<UnreadableRecord> of(
      Dataset<Row> records, Function<String, Map<String, Object>> json) {
    for (String column : List.of(ID, REASON)) {
      if (!List.of(records.columns()).contains(column)) {
        throw new IllegalArgumentException("Bad records have no column " + column);
      }
    }
    Dataset<Row> rows =
        records.select(
            functions.col(ID),
            functions.col(REASON),
            functions.to_json(functions.struct("*"), AS_THEY_ARE));
    List<UnreadableRecord> bad = new ArrayList<>();
    for (Row row : rows.collectAsList()) {
      Map<String, Object> record = json.apply(row.getString(2));
      record.remove(REASON);
      if (row.isNullAt(0)) {
        throw new IllegalArgumentException("A bad record has no id: " + record);
      }
      bad.add(new UnreadableRecord(row.get(0).toString(), String.valueOf(row.get(1)), record));
    }
    return bad;
  }
}
