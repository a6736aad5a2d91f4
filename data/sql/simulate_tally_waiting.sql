-- Purpose: whether a tally worker is at work, and how many changes of an election it has not taken yet.
-- Parameters: election_id; tally_lock (key of its advisory lock, below 2^32).
-- Columns: waiting (rows); is_tallied (a worker holds the lock). Grain: one row. Index: races_pkey, contests_pkey.
-- Caller: data.simulate.finish.
SELECT (SELECT count(*) FROM dirty_log d JOIN races r USING (race_id) JOIN contests c USING (contest_id)
        WHERE c.election_id = :election_id) AS waiting,
       EXISTS (SELECT 1 FROM pg_locks
               WHERE locktype = 'advisory' AND classid = 0 AND objid = :tally_lock AND granted
                 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS is_tallied
