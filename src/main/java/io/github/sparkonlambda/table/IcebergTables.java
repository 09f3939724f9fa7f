package io.github.sparkonlambda.table;

import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.hadoop.HadoopCatalog;

/** Iceberg's catalog of tables in folders, whose tables are {@link VersionedTable}s. */
public final class IcebergTables extends HadoopCatalog {
  @Override
  protected TableOperations newTableOps(TableIdentifier identifier) {
    TableOperations own = super.newTableOps(identifier);
    String location = defaultWarehouseLocation(identifier);
    return VersionedTable.at(location, own.io(), getConf()).orElse(own);
  }
}
