-- Appends the JSON records of a Kinesis batch to a Delta table, and creates it if it is not there.
-- The same records may come twice: a batch that failed half-way is sent again, and so is one whose
-- reply was lost. Sequence numbers tell: a record that the table has is not added again.

CREATE TABLE IF NOT EXISTS delta.`${OUTPUT_PATH}` (
  sequence_number STRING, arrived TIMESTAMP, customer BIGINT, amount DECIMAL(10,2)
) USING delta;

MERGE INTO delta.`${OUTPUT_PATH}` AS t
USING (
  SELECT sequence_number, timestamp AS arrived, order.customer, order.amount
  FROM (
    SELECT *, from_json(value, 'customer BIGINT, amount DECIMAL(10,2)', map('mode', 'FAILFAST')) AS order
    FROM records
  )
) AS s ON t.sequence_number = s.sequence_number
WHEN NOT MATCHED THEN INSERT *;
