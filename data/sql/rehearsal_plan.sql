-- Purpose: plan a rehearsal; nothing when its code is planned already.
-- Parameters: code; title; begins_at; minutes; preset; seed; every_days; planned_by.
-- Columns: rehearsal_id. Grain: one row, none when the code is taken.
-- Index: rehearsals_election_code_key.
-- Caller: data.rehearse.plan
INSERT INTO rehearsals (election_code, title, begins_at_utc, minutes, preset, seed, every_days, planned_by)
VALUES (:code, :title, CAST(:begins_at AS timestamptz), :minutes, :preset, :seed, :every_days, :planned_by)
ON CONFLICT (election_code) DO NOTHING
RETURNING rehearsal_id
