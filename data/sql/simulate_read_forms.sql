-- Purpose: which forms of an election have arrived, and how far they are.
-- Parameters: election_id.
-- Columns: race_id; station_id; revision; state; is_held (a rule holds it out). Grain: current form of a station.
-- Index: result_forms_current. Read once when a night goes on. Caller: data.simulate.stored.
SELECT f.race_id, f.station_id, f.revision, f.state::text AS state, f.hold_rule IS NOT NULL AS is_held
FROM contests c JOIN races r USING (contest_id) JOIN result_forms f USING (race_id)
WHERE c.election_id = :election_id AND f.is_current AND f.is_counting AND f.station_id IS NOT NULL
