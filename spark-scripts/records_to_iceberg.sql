-- Adds the JSON records of a Kinesis or Kafka batch to the Iceberg table lake.orders in the
-- warehouse OUTPUT_PATH, and creates it if it is not there. The same records may come twice: a
-- batch that failed half-way is sent again, and so is one whose reply was lost. A record that the
-- table has, by its id, is not added again; if the table grows large, let ON look only at the days
-- in which a retry can arrive.

CREATE TABLE IF NOT EXISTS iceberg.lake.orders (
  id STRING, arrived TIMESTAMP, customer BIGINT, amount DECIMAL(10,2)
) USING iceberg;

MERGE INTO iceberg.lake.orders AS t
USING (
  SELECT id, arrived, order.customer, order.amount
  FROM (
    SELECT id, timestamp AS arrived, from_json(
      coalesce(value, 'not UTF-8'), 'customer BIGINT, amount DECIMAL(10,2)', map('mode', 'FAILFAST')
    ) AS order
    FROM records WHERE bytes IS NOT NULL -- a Kafka tombstone has none
  )
) AS s ON t.id = s.id
WHEN NOT MATCHED THEN INSERT *;
