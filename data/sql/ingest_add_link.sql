-- Purpose: says that two candidates of two elections are one person.
-- Parameters: contest_id, baseline_contest_id, code, earlier (candidate codes). Columns: none. Grain: candidate.
-- Index: none. Caller: data.ingest.baseline.
INSERT INTO baseline_links (contest_id, baseline_contest_id, candidate_code, baseline_candidate_code)
VALUES (:contest_id, :baseline_contest_id, :code, :earlier)
