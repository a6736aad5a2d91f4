-- Purpose: the elections that have a board, or should have one, with what their board was built from.
-- Parameters: today (date); recent_days (a completed election keeps its board so long).
-- Columns: election_id; is_open (being counted); settings (jsonb); contests (text, changes when a contest or race does);
--   built_from (NULL: not built yet); wanted (else its board is dropped).
-- Grain: election.
-- Index: board_elections_pkey, races_contest_id_area_id_key; elections and contests are a handful of rows.
-- Caller: data.board.build
SELECT e.election_id, e.status IN ('active', 'paused') AS is_open, e.settings, b.built_from,
       coalesce((SELECT string_agg(concat_ws('.', c.contest_id, c.counting_source,
                          (SELECT count(*) FROM races r WHERE r.contest_id = c.contest_id)), ',' ORDER BY c.contest_id)
                 FROM contests c WHERE c.election_id = e.election_id), '') AS contests,
       e.status IN ('scheduled', 'active', 'paused')
         OR (e.status = 'completed' AND e.election_date >= CAST(:today AS date) - CAST(:recent_days AS integer)) AS wanted
FROM elections e LEFT JOIN board_elections b USING (election_id)
WHERE b.election_id IS NOT NULL OR e.status IN ('scheduled', 'active', 'paused')
   OR (e.status = 'completed' AND e.election_date >= CAST(:today AS date) - CAST(:recent_days AS integer))
ORDER BY e.election_id
