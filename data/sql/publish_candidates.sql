-- Purpose: contests, races and candidates of an election with their parties.
-- Parameters: election_id.
-- Columns: contest_id; race_id; area_id (of the race); candidate_id; code; name; ballot_order; running_mate (NULL none);
--   party_code, party_name, party_abbreviation, party_color (NULL: no party, or no colour).
-- Grain: one row per candidate; a race without candidates has one row with candidate_id NULL.
-- Index: races_contest_id_area_id_key, candidates_race_id_code_key. Read when an election is loaded, never per version.
-- Caller: data.publish.register
SELECT c.contest_id, r.race_id, r.area_id, d.candidate_id, d.code, d.name, d.ballot_order, d.running_mate,
       p.code AS party_code, p.name AS party_name, p.abbreviation AS party_abbreviation, p.color AS party_color
FROM contests c
JOIN races r USING (contest_id)
LEFT JOIN candidates d USING (race_id)
LEFT JOIN parties p USING (party_id)
WHERE c.election_id = :election_id
ORDER BY c.ballot_order, c.contest_id, r.race_id, d.ballot_order, d.candidate_id
