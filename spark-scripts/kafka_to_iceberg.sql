-- Appends the JSON records of a Kafka batch (MSK or self-managed) to the Iceberg table lake.orders
-- in the warehouse OUTPUT_PATH, and creates it if it is not there. A record that the table has, by
-- topic, partition and offset, is not added again.

CREATE TABLE IF NOT EXISTS iceberg.lake.orders (
  topic STRING, partition INT, record_offset BIGINT, customer BIGINT, amount DECIMAL(10,2)
) USING iceberg;

MERGE INTO iceberg.lake.orders AS t
USING (
  SELECT topic, partition, offset AS record_offset, order.customer, order.amount
  FROM (
    SELECT *, from_json(value, 'customer BIGINT, amount DECIMAL(10,2)', map('mode', 'FAILFAST')) AS order
    FROM records
  )
) AS s ON t.topic = s.topic AND t.partition = s.partition AND t.record_offset = s.record_offset
WHEN NOT MATCHED THEN INSERT *;
