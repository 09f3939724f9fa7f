-- Upserts the JSON records of a Kinesis or Kafka batch into the Hudi table in OUTPUT_PATH, and
-- creates it if it is not there. The same records may come twice: a batch that failed half-way is
-- sent again, and so is one whose reply was lost. The record's id is the key, so that the table has
-- each once.

-- CsvToHudi.java says why these suit a small table.
SET hoodie.spark.sql.insert.into.operation=upsert;
SET hoodie.metadata.enable=false;
SET hoodie.embed.timeline.server=false;
SET hoodie.write.markers.type=DIRECT;
SET hoodie.clean.trigger.max.commits=10;
SET hoodie.record.size.estimation.threshold=0.001;
SET hoodie.parquet.compression.codec=snappy;

-- The name holds for this script: the table is what lies at its location.
CREATE TABLE IF NOT EXISTS orders (
  id STRING, arrived TIMESTAMP, customer BIGINT, amount DECIMAL(10,2)
) USING hudi
TBLPROPERTIES (primaryKey = 'id', preCombineField = 'arrived')
LOCATION '${OUTPUT_PATH}';

INSERT INTO orders
SELECT id, arrived, order.customer, order.amount
FROM (
  SELECT id, timestamp AS arrived, from_json(
    coalesce(value, 'not UTF-8'), 'customer BIGINT, amount DECIMAL(10,2)', map('mode', 'FAILFAST')
  ) AS order
  FROM records WHERE bytes IS NOT NULL -- a Kafka tombstone has none
);
