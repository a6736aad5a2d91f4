-- Purpose: the second person agrees with every form of the simulation that is not settled yet; a person's form waits for a person.
-- Parameters: election_id, verifier, entered_by (user ids of the simulation); prefix (of the user names of its observers).
-- Columns: form_id; was_held (a rule had held it). Grain: current form of a station.
-- Index: result_forms_cell. Once at the end of a night. Caller: data.simulate.finish.
UPDATE result_forms f
SET state = 'verified', verified_by = :verifier, hold_rule = NULL, hold_detail = NULL,
    hold_released_by = CASE WHEN b.hold_rule IS NULL THEN f.hold_released_by ELSE :verifier END
FROM (SELECT g.form_id, g.hold_rule
      FROM contests c JOIN races r USING (contest_id) JOIN result_forms g USING (race_id)
      WHERE c.election_id = :election_id AND g.is_current AND g.is_counting AND g.station_id IS NOT NULL
        AND g.state IN ('preliminary', 'disputed')
        AND (g.entered_by = :entered_by OR EXISTS (
          SELECT 1 FROM users u WHERE u.user_id = g.entered_by AND NOT u.is_active AND starts_with(u.username, CAST(:prefix AS text))))
      ORDER BY g.form_id FOR UPDATE OF g) b
WHERE f.form_id = b.form_id
RETURNING f.form_id, b.hold_rule IS NOT NULL AS was_held
