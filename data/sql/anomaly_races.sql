-- Purpose: what judging needs of races: election with its zone and settings, and the ballot.
-- Parameters: race_ids (int[]).
-- Columns: race_id; election_id; timezone; election_date; settings (jsonb); max_votes (NULL: no limit); names (text[], ballot order).
-- Grain: one row a race.
-- Index: races_pkey, contests_pkey, elections_pkey, candidates_race_id_code_key.
-- Caller: data.anomalies.gather
SELECT r.race_id, c.election_id, e.timezone, e.election_date, e.settings, c.max_votes_per_station AS max_votes,
       ARRAY(SELECT d.name FROM candidates d WHERE d.race_id = r.race_id ORDER BY d.ballot_order, d.candidate_id) AS names
FROM races r JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
WHERE r.race_id = ANY (CAST(:race_ids AS integer[]))
