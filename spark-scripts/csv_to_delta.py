"""Appends a CSV file of accommodations to a Delta table, and creates it if it is not there.

INPUT_PATH names the file or folder, OUTPUT_PATH the table. Returns how many rows were added.
"""

import os

from pyspark.sql import Observation, SparkSession
from pyspark.sql import functions as F
from spark_on_lambda import invocation

SCHEMA = """
    id BIGINT, shape STRING, name STRING, host_name STRING, neighbourhood_group STRING,
    neighbourhood STRING, room_type STRING, price DECIMAL(10,2), minimum_nights INT,
    number_of_reviews INT, last_review DATE, reviews_per_month DOUBLE,
    calculated_host_listings_count INT, availability_365 INT
"""


def main():
    spark = SparkSession.builder.getOrCreate()
    added = Observation()
    (
        spark.read.schema(SCHEMA)
        .option("header", True)
        .option("enforceSchema", False)  # a file with other columns fails instead of shifting
        .option("sep", ";")
        .option("escape", '"')
        .option("mode", "FAILFAST")
        .csv(os.environ["INPUT_PATH"])
        .observe(added, F.count(F.lit(1)).alias("rows"))
        .write.format("delta")
        .mode("append")
        .save(os.environ["OUTPUT_PATH"])
    )
    invocation.result(added.get)


if __name__ == "__main__":
    main()
