"""Upserts a CSV file of accommodations into a Hudi table by their ids, and creates it if it is
not there.

INPUT_PATH names the file or folder, OUTPUT_PATH the table.
"""

import os

from pyspark.sql import SparkSession

SCHEMA = """
    id BIGINT, shape STRING, name STRING, host_name STRING, neighbourhood_group STRING,
    neighbourhood STRING, room_type STRING, price DECIMAL(10,2), minimum_nights INT,
    number_of_reviews INT, last_review DATE, reviews_per_month DOUBLE,
    calculated_host_listings_count INT, availability_365 INT
"""
# CsvToHudi.java says why these suit a small table.
HUDI = {
    "hoodie.table.name": "accommodations",
    "hoodie.datasource.write.operation": "upsert",
    "hoodie.datasource.write.recordkey.field": "id",
    "hoodie.datasource.write.precombine.field": "number_of_reviews",
    "hoodie.datasource.write.partitionpath.field": "",
    "hoodie.datasource.write.keygenerator.class": "org.apache.hudi.keygen.NonpartitionedKeyGenerator",
    "hoodie.metadata.enable": "false",
    "hoodie.embed.timeline.server": "false",
    "hoodie.write.markers.type": "DIRECT",
    "hoodie.clean.trigger.max.commits": "10",
    "hoodie.record.size.estimation.threshold": "0.001",
    "hoodie.parquet.compression.codec": "snappy",
}


def main():
    spark = SparkSession.builder.getOrCreate()
    (
        spark.read.schema(SCHEMA)
        .option("header", True)
        .option("enforceSchema", False)  # a file with other columns fails instead of shifting
        .option("sep", ";")
        .option("escape", '"')
        .option("mode", "FAILFAST")
        .csv(os.environ["INPUT_PATH"])
        .write.format("hudi")
        .options(**HUDI)
        .mode("append")
        .save(os.environ["OUTPUT_PATH"])
    )


if __name__ == "__main__":
    main()
