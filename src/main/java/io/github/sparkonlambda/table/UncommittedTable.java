package io.github.sparkonlambda.table;

import static java.util.Objects.requireNonNull;

import org.apache.iceberg.LocationProviders;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/** A table as it will be when a transaction commits. */
final class UncommittedTable implements TableOperations {
  private final TableOperations table;
  private final TableMetadata metadata;

  UncommittedTable(TableOperations table, TableMetadata metadata) {
    this.table = requireNonNull(table, "table");
    this.metadata = requireNonNull(metadata, "metadata");
  }

  @Override
  public TableMetadata current() {
    return metadata;
  }

  @Override
  public TableMetadata refresh() {
    throw new UnsupportedOperationException("A table in a transaction cannot be refreshed");
  }

  @Override
  public void commit(TableMetadata base, TableMetadata changed) {
    throw new UnsupportedOperationException("A table in a transaction cannot be committed");
  }

  @Override
  public FileIO io() {
    return table.io();
  }

  @Override
  public EncryptionManager encryption() {
    return table.encryption();
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return table.metadataFileLocation(fileName);
  }

  @Override
  public LocationProvider locationProvider() {
    return LocationProviders.locationsFor(metadata.location(), metadata.properties());
  }

  @Override
  public long newSnapshotId() {
    return table.newSnapshotId();
  }
}
