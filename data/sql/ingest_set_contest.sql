-- Purpose: changes a contest.
-- Parameters: contest_id, title, level, ballot_order, counting_source, win_rule (JSON text), max_votes_per_station.
-- Columns: none. Grain: contest. Index: contests_pkey. Caller: data.ingest.load_ballot.
UPDATE contests
SET title = :title, level = :level, ballot_order = :ballot_order, counting_source = :counting_source,
    win_rule = CAST(:win_rule AS jsonb), max_votes_per_station = :max_votes_per_station
WHERE contest_id = :contest_id
