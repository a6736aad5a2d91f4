-- Purpose: the id of one of the demo's people.
-- Parameters: username. Columns: user_id. Grain: one row. Index: users_username_key.
-- Caller: data.simulate.demo_people
SELECT user_id FROM users WHERE username = :username
