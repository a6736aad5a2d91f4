-- Purpose: adds the fictional observers of an election; nobody can sign in as one of them.
-- Parameters: prefix (of their user names); observers (how many); names (text[], used in turn). Columns: none.
-- Grain: user. Those that are there stay as they are. Index: users_username_key. Caller: data.simulate.observers
INSERT INTO users (username, display_name, role, is_active)
SELECT concat(CAST(:prefix AS text), to_char(n, 'FM00000')),
       (CAST(:names AS text[]))[1 + n % greatest(1, cardinality(CAST(:names AS text[])))], 'field_observer', false
FROM generate_series(0, CAST(:observers AS integer) - 1) AS n
ON CONFLICT (username) DO NOTHING
