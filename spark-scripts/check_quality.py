"""Checks a CSV file of accommodations and fails the invocation with what it found: no rows, ids that
are missing or not unique, prices missing or out of range. INPUT_PATH names the file or folder.
"""

import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from spark_on_lambda import invocation


def main():
    spark = SparkSession.builder.getOrCreate()
    rows = (
        spark.read.option("header", True)
        .option("sep", ";")
        .option("escape", '"')
        .csv(os.environ["INPUT_PATH"])
        .select(F.col("id").cast("bigint"), F.col("price").cast("decimal(10,2)"))
    )
    found = (
        rows.agg(
            F.count(F.lit(1)).alias("rows"),
            F.sum(F.col("id").isNull().cast("int")).alias("missing_ids"),
            (F.count("id") - F.countDistinct("id")).alias("repeated_ids"),
            F.sum((~F.coalesce(F.col("price"), F.lit(0)).between(1, 10000)).cast("int")).alias(
                "prices_out_of_range"
            ),
        )
        .first()
        .asDict()
    )
    faults = [f"{name.replace('_', ' ')}: {count}" for name, count in found.items() if name != "rows" and count]
    if not found["rows"]:
        faults.append("no rows")
    if faults:
        sys.exit(", ".join(faults))
    invocation.result(found)


if __name__ == "__main__":
    main()
