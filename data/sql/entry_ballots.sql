-- Purpose: the ballots of a place: its contests in ballot order with their candidates.
-- Parameters: election_id; path_ids (areas from the root down to the place).
-- Columns: race_id; contest; title; counting_source; max_votes (of a station, NULL = no limit); candidate_id; candidate; name;
--   party, abbreviation (NULL = independent).
-- Grain: candidate on a ballot. Index: contests_election_id_code_key, races_contest_id_area_id_key, candidates_race_id_code_key.
-- Caller: data.entry.places
SELECT r.race_id, c.code AS contest, c.title, c.counting_source, c.max_votes_per_station AS max_votes,
       d.candidate_id, d.code AS candidate, d.name, p.name AS party, p.abbreviation
FROM contests c
JOIN races r ON r.contest_id = c.contest_id AND r.area_id = ANY (CAST(:path_ids AS integer[]))
JOIN candidates d USING (race_id)
LEFT JOIN parties p USING (party_id)
WHERE c.election_id = :election_id
ORDER BY c.ballot_order, c.code, d.ballot_order, d.code
