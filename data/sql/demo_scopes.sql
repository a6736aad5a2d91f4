-- Purpose: lets the demo's managers work in the whole country of an election.
-- Parameters: election (code); managers (text[], user names). Columns: none. Grain: user x area.
-- Index: elections_code_key, users_username_key. Caller: data.simulate.demo_people
INSERT INTO user_scopes (user_id, area_id)
SELECT u.user_id, a.area_id
FROM elections e JOIN registers r USING (register_id) JOIN areas a ON a.geography_id = r.geography_id AND a.level = 0, users u
WHERE e.code = :election AND u.username = ANY (CAST(:managers AS text[]))
ON CONFLICT DO NOTHING
