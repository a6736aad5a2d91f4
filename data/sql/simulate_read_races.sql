-- Purpose: ids of the races of an election and of their candidates in the order of the ballot.
-- Parameters: election_id.
-- Columns: contest_code; area_code; race_id; candidate_ids. Grain: race.
-- Index: races_contest_id_area_id_key, candidates_race_id_code_key. Caller: data.simulate.stored.
SELECT c.code AS contest_code, a.code AS area_code, r.race_id,
       array_agg(k.candidate_id ORDER BY k.ballot_order, k.candidate_id) AS candidate_ids
FROM contests c JOIN races r USING (contest_id) JOIN areas a USING (area_id) JOIN candidates k USING (race_id)
WHERE c.election_id = :election_id
GROUP BY c.contest_id, c.code, a.code, r.race_id
