package io.github.sparkonlambda.local;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.CloseableIterable;

/** Readers that have no part in the writing: delta-kernel, and Iceberg's generic reader. */
public final class TableReaders {
  private final Configuration configuration;

  /** Readers of the tables on this server. */
  public TableReaders(S3Server s3) throws IOException {
    // Another test's server may have had a bucket of this name.
    FileSystem.closeAll();
    configuration = HadoopClient.configurationAt(s3.endpoint());
    configuration.set("fs.s3.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem");
  }

  /** Every id in an Iceberg table, repeats included. */
  public List<Long> icebergIds(String path) throws IOException {
    return icebergNumbers(path, "id");
  }

  /** Every value of a BIGINT column of an Iceberg table. */
  public List<Long> icebergNumbers(String path, String column) throws IOException {
    List<Long> numbers = new ArrayList<>();
    try (CloseableIterable<Record> records =
        IcebergGenerics.read(new HadoopTables(configuration).load(path)).select(column).build()) {
      records.forEach(row -> numbers.add((Long) row.getField(column)));
    }
    return numbers;
  }

  /** Every id in a Delta table, repeats included. */
  public List<Long> deltaIds(String path) throws IOException {
    return deltaNumbers(path, "id");
  }

  /** Every value of a BIGINT column of a Delta table. */
  public List<Long> deltaNumbers(String path, String column) throws IOException {
    Engine engine = DefaultEngine.create(configuration);
    Snapshot snapshot = Table.forPath(engine, path).getLatestSnapshot(engine);
    Scan scan = snapshot.getScanBuilder(engine).build();
    Row state = scan.getScanState(engine);
    int id = snapshot.getSchema(engine).indexOf(column);
    List<Long> ids = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> files = scan.getScanFiles(engine)) {
      while (files.hasNext()) {
        try (CloseableIterator<Row> rows = files.next().getRows()) {
          while (rows.hasNext()) {
            readFile(engine, state, rows.next(), id, ids);
          }
        }
      }
    }
    return ids;
  }

  private static void readFile(Engine engine, Row state, Row file, int id, List<Long> ids)
      throws IOException {
    FileStatus status = InternalScanFileUtils.getAddFileStatus(file);
    try (CloseableIterator<FilteredColumnarBatch> batches =
        Scan.transformPhysicalData(
            engine,
            state,
            file,
            engine
                .getParquetHandler()
                .readParquetFiles(
                    io.delta.kernel.internal.util.Utils.singletonCloseableIterator(status),
                    ScanStateRow.getPhysicalDataReadSchema(engine, state),
                    Optional.empty()))) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          while (rows.hasNext()) {
            ids.add(rows.next().getLong(id));
          }
        }
      }
    }
  }
}
