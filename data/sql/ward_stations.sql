-- Purpose: the stations of one ward with the state of their counting form in a race, and public figures of the forms that have them.
-- Parameters: area_id (ward); register_id; race_id (NULL: no race, nothing reported); contest_id; publish_states (text[]); rows.
-- Columns: code; name; registered (NULL unknown); state (NULL not reported); is_late; received_at_utc (NULL none or not stated);
--   counted (in the public totals); uid (of the form); cast, voters (NULL not stated or not public); valid (NULL not public);
--   leader (name, NULL none or level or not public); leader_votes.
-- Grain: one row per active station in the order of the register.
-- Index: polling_stations_area, result_forms_current, form_votes_pkey, station_board_pkey.
-- Caller: data.wards.listing
SELECT s.code, s.name, s.registered_voters AS registered, f.state::text AS state, coalesce(b.is_late, false) AS is_late,
       CASE WHEN f.received_stated THEN f.received_at_utc END AS received_at_utc, coalesce(f.is_public, false) AS counted, f.uid,
       CASE WHEN f.is_public THEN f.votes_cast END AS cast,
       CASE WHEN f.is_public THEN coalesce(f.registered_voters, s.registered_voters) END AS voters,
       CASE WHEN f.is_public THEN f.valid_votes END AS valid,
       CASE WHEN v.votes > v.next THEN v.name END AS leader, v.votes AS leader_votes
FROM polling_stations s
LEFT JOIN LATERAL (
  SELECT g.*, g.state <> 'disputed' AND g.state::text = ANY (CAST(:publish_states AS text[])) AS is_public
  FROM result_forms g
  WHERE g.race_id = CAST(:race_id AS integer) AND g.leaf_area_id = s.area_id AND g.station_id = s.station_id
    AND g.is_current AND g.is_counting LIMIT 1) f ON true
LEFT JOIN LATERAL (
  SELECT d.name, x.votes, coalesce(lead(x.votes) OVER (ORDER BY x.votes DESC, d.candidate_id), 0) AS next
  FROM form_votes x JOIN candidates d USING (candidate_id)
  WHERE f.is_public AND x.form_id = f.form_id ORDER BY x.votes DESC, d.candidate_id LIMIT 1) v ON true
LEFT JOIN station_board b ON b.contest_id = CAST(:contest_id AS integer) AND b.station_id = s.station_id
WHERE s.area_id = :area_id AND s.register_id = :register_id AND s.active
ORDER BY s.register_order, s.code
LIMIT CAST(:rows AS integer)
