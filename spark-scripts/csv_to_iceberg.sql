-- Appends a CSV file of accommodations to the Iceberg table lake.accommodations in the warehouse
-- OUTPUT_PATH, and creates it if it is not there. INPUT_PATH names the file or folder. Returns how
-- many rows were added.

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

CREATE TABLE IF NOT EXISTS iceberg.lake.accommodations (
  id BIGINT, shape STRING, name STRING, host_name STRING, neighbourhood_group STRING,
  neighbourhood STRING, room_type STRING, price DECIMAL(10,2), minimum_nights INT,
  number_of_reviews INT, last_review DATE, reviews_per_month DOUBLE,
  calculated_host_listings_count INT, availability_365 INT
) USING iceberg;

INSERT INTO iceberg.lake.accommodations SELECT * FROM input;

SELECT CAST(summary['added-records'] AS BIGINT) AS rows
FROM iceberg.lake.accommodations.snapshots ORDER BY committed_at DESC LIMIT 1;
