-- Purpose: the contests of an election and who stands in them, for the choices of a mapping.
-- Parameters: election_id. Columns: contest, title, candidate, name (candidate NULL: nobody stands). Grain: contest x candidate code.
-- Index: contests_election_id_code_key, races_contest_id_area_id_key, candidates_race_id_code_key. Caller: data.imports.reading.
SELECT DISTINCT ON (c.ballot_order, c.code, k.code) c.code AS contest, c.title, k.code AS candidate, k.name
FROM contests c
LEFT JOIN races r USING (contest_id)
LEFT JOIN candidates k USING (race_id)
WHERE c.election_id = CAST(:election_id AS smallint)
ORDER BY c.ballot_order, c.code, k.code
