package io.github.sparkonlambda.source;

/** What {@code -Dsource} may name. */
enum SourceKind {
  /** Objects put into a bucket: one a second, ten in all, each a CSV of 1,000 rows. */
  S3(1, 10),
  /** Records of a topic of four partitions. */
  KAFKA(500, 5000),
  /** Records of a stream of four shards. */
  KINESIS(500, 5000);

  private final int rate;
  private final int records;

  SourceKind(int rate, int records) {
    this.rate = rate;
    this.records = records;
  }

  /** Records a second, where nothing is said. */
  int usualRate() {
    return rate;
  }

  /** Records in all, where nothing is said. */
  int usualRecords() {
    return records;
  }
}
