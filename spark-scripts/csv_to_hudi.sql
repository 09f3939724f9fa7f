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

-- The name is this run's own; what stays is the table at OUTPUT_PATH.
CREATE TABLE accommodations (
  id BIGINT, shape STRING, name STRING, host_name STRING, neighbourhood_group STRING,
  neighbourhood STRING, room_type STRING, price DECIMAL(10,2), minimum_nights INT,
  number_of_reviews INT, last_review DATE, reviews_per_month DOUBLE,
  calculated_host_listings_count INT, availability_365 INT
) USING hudi LOCATION '${OUTPUT_PATH}'
TBLPROPERTIES (primaryKey = 'id', preCombineField = 'number_of_reviews',
  hoodie.metadata.enable = 'false', hoodie.parquet.compression.codec = 'snappy');

SET hoodie.spark.sql.insert.into.operation=upsert;
SET hoodie.metadata.enable=false;
SET hoodie.embed.timeline.server=false;
SET hoodie.write.markers.type=DIRECT;
INSERT INTO accommodations SELECT * FROM input;
