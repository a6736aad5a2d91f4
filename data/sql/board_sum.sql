-- Purpose: sum the counts of the board over what the person sees, by contest and by the area of one level.
-- Parameters: election_id; contest_ids (integer[]); area_id (NULL: everywhere); level (of the areas; NULL: one sum).
-- Columns: contest_id; area_id (NULL: one sum); stations; held; disputed; not_reported; preliminary; verified; confirmed; late;
--   differ; findings; unobserved.
-- Grain: one row a contest and area.
-- Index: board_facets_election; a row a contest and ward, never one a station.
-- Caller: data.board.places
SELECT contest_id, path_ids[CAST(:level AS integer) + 1] AS area_id, sum(stations)::integer AS stations, sum(held)::integer AS held,
       sum(disputed)::integer AS disputed, sum(not_reported)::integer AS not_reported, sum(preliminary)::integer AS preliminary,
       sum(verified)::integer AS verified, sum(confirmed)::integer AS confirmed, sum(late)::integer AS late,
       sum(differ)::integer AS differ, sum(findings)::integer AS findings, sum(unobserved)::integer AS unobserved
FROM board_facets
WHERE election_id = CAST(:election_id AS smallint) AND contest_id = ANY (CAST(:contest_ids AS integer[]))
  AND (CAST(:area_id AS integer) IS NULL OR CAST(:area_id AS integer) = ANY (path_ids))
GROUP BY 1, 2
