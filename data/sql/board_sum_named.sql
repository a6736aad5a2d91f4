-- Purpose: sum how many forms each rule holds and for how many rows each source has arrived, over what the person sees.
-- Parameters: election_id; contest_ids (integer[]); area_id (NULL: everywhere).
-- Columns: kind (rule, source); name; rows. Never NULL.
-- Grain: one row a kind and name.
-- Index: board_facets_election.
-- Caller: data.board.places
SELECT 'rule' AS kind, x.key AS name, sum(x.value::integer)::integer AS rows
FROM board_facets f CROSS JOIN LATERAL jsonb_each_text(f.rules) AS x
WHERE f.election_id = CAST(:election_id AS smallint) AND f.contest_id = ANY (CAST(:contest_ids AS integer[]))
  AND (CAST(:area_id AS integer) IS NULL OR CAST(:area_id AS integer) = ANY (f.path_ids)) AND f.rules <> '{}'
GROUP BY 2
UNION ALL
SELECT 'source', x.key, sum(x.value::integer)::integer
FROM board_facets f CROSS JOIN LATERAL jsonb_each_text(f.sources) AS x
WHERE f.election_id = CAST(:election_id AS smallint) AND f.contest_id = ANY (CAST(:contest_ids AS integer[]))
  AND (CAST(:area_id AS integer) IS NULL OR CAST(:area_id AS integer) = ANY (f.path_ids)) AND f.sources <> '{}'
GROUP BY 2
ORDER BY 1, 3 DESC, 2
