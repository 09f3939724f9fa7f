package io.github.sparkonlambda.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FoundTableTest {
  @Test
  void knowsEachFormatByItsFolder() {
    assertThat(FoundTable.among(List.of("a.parquet", "_delta_log/0.json")))
        .contains(new FoundTable("delta", ""));
    assertThat(FoundTable.among(List.of(".hoodie/hoodie.properties", "a.parquet")))
        .contains(new FoundTable("hudi", ""));
    assertThat(FoundTable.among(List.of("data/a.parquet", "metadata/v1.metadata.json")))
        .contains(new FoundTable("iceberg", ""));
    assertThat(FoundTable.among(List.of("_SUCCESS", "part-0.snappy.parquet")))
        .contains(new FoundTable("parquet", ""));
  }

  @Test
  void findsATableBelowTheOutput() {
    FoundTable table =
        FoundTable.among(List.of("db/t/data/a.parquet", "db/t/metadata/v1.metadata.json"))
            .orElseThrow();
    assertThat(table.below("s3://b/out")).isEqualTo("s3://b/out/db/t");
    assertThat(new FoundTable("delta", "").below("s3://b/out")).isEqualTo("s3://b/out");
  }

  @Test
  void takesOtherFilesForNoTable() {
    assertThat(FoundTable.among(List.of("part-0.csv", "sub/a.parquet"))).isEmpty();
  }
}
