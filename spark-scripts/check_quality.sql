-- Checks a CSV file of accommodations and fails the invocation with what it found: no rows, ids
-- that are missing or not unique, prices missing or out of range. INPUT_PATH names the file or folder.

CREATE TEMPORARY VIEW input USING csv OPTIONS (
  path '${INPUT_PATH}', header 'true', sep ';', escape '"'
);

CREATE TEMPORARY VIEW checks AS
SELECT
  count(*) AS rows,
  count_if(id IS NULL) AS missing_ids,
  count(id) - count(DISTINCT id) AS repeated_ids,
  count_if(price IS NULL OR price NOT BETWEEN 1 AND 10000) AS prices_out_of_range
FROM (
  SELECT CAST(id AS BIGINT) AS id, CAST(price AS DECIMAL(10,2)) AS price
  FROM input
);

SELECT
  rows,
  missing_ids,
  repeated_ids,
  prices_out_of_range,
  assert_true(
    rows > 0 AND missing_ids + repeated_ids + prices_out_of_range = 0,
    format_string('rows: %d, missing ids: %d, repeated ids: %d, prices out of range: %d',
      rows, missing_ids, repeated_ids, prices_out_of_range)) AS passed
FROM checks;
