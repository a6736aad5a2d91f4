-- Purpose: tells whether the comparison with earlier elections changed.
-- Parameters: none.
-- Columns: election_id; stamp (text).
-- Grain: one row per election with a comparison.
-- Index: reads the view whole; only after it was refreshed.
-- Caller: data.publish.loop
SELECT c.election_id, concat(count(*), ':', sum(b.votes)) AS stamp
FROM baseline_comparison b JOIN contests c USING (contest_id)
GROUP BY c.election_id
