-- Purpose: how long the middle late row of each area is past its expected time, by contest and over all of them: the middle of
--   its wards' middles, weighted by their late rows.
-- Parameters: election_id; contest_ids (integer[]); area_id (NULL: everywhere); level (of the areas); now.
-- Columns: contest_id (NULL: all contests); area_id; minutes. minutes is never NULL.
-- Grain: one row a contest and area with late rows.
-- Index: board_facets_election; a row a contest and ward, never one a station.
-- Caller: data.board.places
WITH wards AS (
  SELECT contest_id, path_ids[CAST(:level AS integer) + 1] AS area_id, late, late_middle_utc
  FROM board_facets
  WHERE election_id = CAST(:election_id AS smallint) AND late > 0 AND contest_id = ANY (CAST(:contest_ids AS integer[]))
    AND (CAST(:area_id AS integer) IS NULL OR CAST(:area_id AS integer) = ANY (path_ids))
), both_ways AS (
  SELECT contest_id, area_id, late, late_middle_utc FROM wards UNION ALL SELECT NULL, area_id, late, late_middle_utc FROM wards
), running AS (
  SELECT contest_id, area_id, late_middle_utc,
         sum(late) OVER (PARTITION BY contest_id, area_id ORDER BY late_middle_utc, late) AS until_here,
         sum(late) OVER (PARTITION BY contest_id, area_id) AS of_all
  FROM both_ways
)
SELECT contest_id, area_id,
       (extract(epoch FROM CAST(:now AS timestamptz) - min(late_middle_utc)) / 60)::double precision AS minutes
FROM running WHERE until_here * 2 >= of_all GROUP BY contest_id, area_id
