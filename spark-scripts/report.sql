-- Reads a Delta table of accommodations and returns, for each kind of room, how many there are and
-- what they cost on average. INPUT_PATH names the table.

SELECT room_type, count(*) AS rooms, CAST(avg(price) AS DOUBLE) AS price
FROM delta.`${INPUT_PATH}`
GROUP BY room_type
ORDER BY room_type;
