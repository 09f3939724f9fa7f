package io.github.sparkonlambda.table;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.hadoop.HadoopFileIO;
import org.apache.iceberg.spark.PathIdentifier;
import org.apache.iceberg.spark.SparkCatalog;
import org.apache.iceberg.spark.SparkUtil;
import org.apache.iceberg.spark.source.SparkTable;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * Iceberg's catalog for Spark, in which tables on S3 that have no catalog service behind them are
 * {@link VersionedTable}s, by name and by path. With any other {@code type} than hadoop, and for
 * all that a path says beside where the table is, it is Iceberg's own.
 */
public final class IcebergCatalog extends SparkCatalog {
  @Override
  protected Catalog buildIcebergCatalog(String name, CaseInsensitiveStringMap options) {
    if (!CatalogUtil.ICEBERG_CATALOG_TYPE_HADOOP.equalsIgnoreCase(
        options.get(CatalogUtil.ICEBERG_CATALOG_TYPE))) {
      return super.buildIcebergCatalog(name, options);
    }
    Map<String, String> ours = new HashMap<>(options.asCaseSensitiveMap());
    ours.keySet().removeIf(CatalogUtil.ICEBERG_CATALOG_TYPE::equalsIgnoreCase);
    ours.put(CatalogProperties.CATALOG_IMPL, IcebergTables.class.getName());
    return super.buildIcebergCatalog(name, new CaseInsensitiveStringMap(ours));
  }

  @Override
  public Table loadTable(Identifier name) throws NoSuchTableException {
    Optional<TableOperations> table =
        name instanceof PathIdentifier path ? at(path.location()) : Optional.empty();
    if (table.isEmpty()) {
      return super.loadTable(name);
    }
    if (table.get().current() == null) {
      throw new NoSuchTableException(name);
    }
    String location = ((PathIdentifier) name).location();
    return new SparkTable(new BaseTable(table.get(), location), false);
  }

  private Optional<TableOperations> at(String location) {
    // A metadata file, or a table with one of Iceberg's selectors.
    if (location.contains("#") || location.contains("metadata.json")) {
      return Optional.empty();
    }
    Configuration configuration =
        SparkUtil.hadoopConfCatalogOverrides(SparkSession.active(), name());
    return VersionedTable.at(location, new HadoopFileIO(configuration), configuration);
  }
}
