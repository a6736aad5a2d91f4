-- Purpose: votes of each candidate of some races over all counting forms tallied so far: the measure of proportion.
-- Parameters: race_ids (int[]).
-- Columns: race_id; candidate_id; votes (ballots, all states but disputed).
-- Grain: one row per race and candidate.
-- Index: ward_tallies_pkey. Read once per race and process; kept up to date from what each step changed.
-- Caller: data.tally.worker
SELECT race_id, candidate_id, sum(votes_all)::bigint AS votes
FROM ward_tallies WHERE race_id = ANY(CAST(:race_ids AS integer[])) GROUP BY race_id, candidate_id
