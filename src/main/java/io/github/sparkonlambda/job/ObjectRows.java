package io.github.sparkonlambda.job;

import io.github.sparkonlambda.event.S3Object;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** The S3 objects of an event as rows. */
final class ObjectRows {
  /**
   * An object's columns.
   *
   * <ul>
   *   <li>{@code key} decoded; {@code uri} of both
   *   <li>{@code size} in bytes, {@code etag}, {@code version_id}: null where the event does not
   *       say
   *   <li>{@code change}: created, empty, removed or other
   *   <li>{@code message_id} of the SQS message that brought it
   * </ul>
   */
  static final StructType SCHEMA =
      StructType.fromDDL(
          "bucket STRING, key STRING, size BIGINT, etag STRING, uri STRING, change STRING,"
              + " version_id STRING, message_id STRING");

  private ObjectRows() {}

  static List<Row> of(List<S3Object> objects) {
    return objects.stream().map(ObjectRows::row).toList();
  }

  private static Row row(S3Object object) {
    return RowFactory.create(
        object.bucket(),
        object.key(),
        object.size().orElse(null),
        object.etag().orElse(null),
        object.uri(),
        object.change().label(),
        object.versionId().orElse(null),
        object.messageId().orElse(null));
  }
}
