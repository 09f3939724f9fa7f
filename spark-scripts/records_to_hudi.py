"""Upserts the JSON records of a Kinesis or Kafka batch into the Hudi table in OUTPUT_PATH, and
creates it if it is not there.

The same records may come twice: a batch that failed half-way is sent again, and so is one whose
reply was lost. The record's id is the key, so that the table has each once.
"""

import os

from pyspark.sql import functions as F
from spark_on_lambda import invocation

ORDER = "customer BIGINT, amount DECIMAL(10,2)"
# CsvToHudi.java says why these suit a small table.
HUDI = {
    "hoodie.table.name": "orders",
    "hoodie.datasource.write.operation": "upsert",
    "hoodie.datasource.write.recordkey.field": "id",
    "hoodie.datasource.write.precombine.field": "arrived",
    "hoodie.datasource.write.partitionpath.field": "",
    "hoodie.datasource.write.keygenerator.class": "org.apache.hudi.keygen.NonpartitionedKeyGenerator",
    "hoodie.metadata.enable": "false",
    "hoodie.embed.timeline.server": "false",
    "hoodie.write.markers.type": "DIRECT",
    "hoodie.clean.trigger.max.commits": "10",
    "hoodie.record.size.estimation.threshold": "0.001",
    "hoodie.parquet.compression.codec": "snappy",
}


def orders():
    records = invocation.records()
    # A Kafka tombstone has no bytes; what is no UTF-8 has bytes and no value.
    order = F.from_json(F.coalesce("value", F.lit("not UTF-8")), ORDER, {"mode": "FAILFAST"})
    return (
        records.where("bytes IS NOT NULL")
        .select("id", F.col("timestamp").alias("arrived"), order.alias("order"))
        .select("id", "arrived", "order.*")
    )


def main():
    orders().write.format("hudi").options(**HUDI).mode("append").save(os.environ["OUTPUT_PATH"])


if __name__ == "__main__":
    main()
