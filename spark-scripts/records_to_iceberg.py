"""Adds the JSON records of a Kinesis or Kafka batch to the Iceberg table lake.orders in the
warehouse OUTPUT_PATH, and creates it if it is not there.

The same records may come twice: a batch that failed half-way is sent again, and so is one whose
reply was lost. A record that the table has, by its id, is not added again.
"""

from pyspark.sql import functions as F
from spark_on_lambda import invocation

TABLE = "iceberg.lake.orders"
ORDER = "customer BIGINT, amount DECIMAL(10,2)"


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
    spark = invocation.session
    spark.sql(f"CREATE TABLE IF NOT EXISTS {TABLE} (id STRING, arrived TIMESTAMP, {ORDER}) USING iceberg")
    orders().createOrReplaceTempView("orders")
    spark.sql(
        f"MERGE INTO {TABLE} AS t USING orders AS s ON t.id = s.id WHEN NOT MATCHED THEN INSERT *"
    )


if __name__ == "__main__":
    main()
