-- Purpose: votes of the earlier election in the leaf areas of this one, for swing.
-- Parameters: election_id.
-- Columns: contest_id; area_id; candidate_code (now, NULL not linked); baseline_candidate_code (NULL: all valid votes); votes.
-- Grain: one row per contest, area and candidate then.
-- Index: baseline_comparison_key (materialized view). Read when an election is loaded.
-- Caller: data.publish.register
SELECT b.contest_id, b.area_id, b.candidate_code, b.baseline_candidate_code, b.votes
FROM contests c JOIN baseline_comparison b USING (contest_id)
WHERE c.election_id = :election_id
