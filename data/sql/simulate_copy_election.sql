-- Purpose: makes the rehearsal of an election: same register and contests, always a test.
-- Parameters: code (of the rehearsal), source_id (election).
-- Columns: election_id. Grain: one election. Index: elections_code_key. Caller: data.simulate.replay.
INSERT INTO elections (code, title, election_date, election_type, timezone, status, is_test, register_id, publish_states, settings)
SELECT :code, 'Replay: ' || title, election_date, election_type, timezone, 'draft', true, register_id, publish_states,
       jsonb_build_object('replay_of', code)
FROM elections WHERE election_id = :source_id
RETURNING election_id
