-- Purpose: note of what an election's board was built.
-- Parameters: election_id; built_from.
-- Columns: none. Grain: one row. Index: board_elections_pkey.
-- Caller: data.board.build
INSERT INTO board_elections (election_id, built_from) VALUES (CAST(:election_id AS smallint), CAST(:built_from AS text))
ON CONFLICT (election_id) DO UPDATE SET built_from = excluded.built_from, built_at_utc = now()
