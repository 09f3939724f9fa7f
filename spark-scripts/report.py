"""Reads a Delta table of accommodations and returns, for each kind of room, how many there are and
what they cost on average. INPUT_PATH names the table.
"""

import os

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from spark_on_lambda import invocation


def main():
    spark = SparkSession.builder.getOrCreate()
    rooms = (
        spark.read.format("delta")
        .load(os.environ["INPUT_PATH"])
        .groupBy("room_type")
        .agg(F.count(F.lit(1)).alias("rooms"), F.avg("price").cast("double").alias("price"))
        .orderBy("room_type")
    )
    invocation.result({"rooms": [row.asDict() for row in rooms.collect()]})


if __name__ == "__main__":
    main()
