-- Upserts a CSV file of accommodations into a Hudi table by their ids, and creates it if it is not
-- there. INPUT_PATH names the file or folder, OUTPUT_PATH the table.

CREATE TEMPORARY VIEW input (
  id BIGINT, shape STRING, name STRING, host_name STRING, neighbourhood_group STRING,
  neighbourhood STRING, room_type STRING, price DECIMAL(10,2), minimum_nights INT,
  number_of_reviews INT, last_review DATE, reviews_per_month DOUBLE,
  calculated_host_listings_count INT, availability_365 INT
) USING csv OPTIONS (
  path '${INPUT_PATH}', header 'true', sep ';', escape '"',
  enforceSchema 'false', -- a file with other columns fails instead of shifting
  mode 'FAILFAST'
);

-- CsvToHudi.java says why these suit a small table.
SET hoodie.spark.sql.insert.into.operation=upsert;
SET hoodie.metadata.enable=false;
SET hoodie.embed.timeline.server=false;
SET hoodie.write.markers.type=DIRECT;
SET hoodie.clean.trigger.max.commits=10;
SET hoodie.record.size.estimation.threshold=0.001;
SET hoodie.parquet.compression.codec=snappy;

-- The name holds for this script: the table is what lies at its location.
CREATE TABLE IF NOT EXISTS accommodations (
  id BIGINT, shape STRING, name STRING, host_name STRING, neighbourhood_group STRING,
  neighbourhood STRING, room_type STRING, price DECIMAL(10,2), minimum_nights INT,
  number_of_reviews INT, last_review DATE, reviews_per_month DOUBLE,
  calculated_host_listings_count INT, availability_365 INT
) USING hudi
TBLPROPERTIES (primaryKey = 'id', preCombineField = 'number_of_reviews')
LOCATION '${OUTPUT_PATH}';

INSERT INTO accommodations SELECT * FROM input;
