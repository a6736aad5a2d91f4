-- Purpose: rows of the board as pages show them, in the order asked for. No figure: a rule's words are withheld from whoever could
--   still be the second typist of the form (the same rule as data.verify.forms.waits_for).
-- Parameters: station_ids, contest_ids (parallel arrays).
-- Columns: station_id; contest_id; station_code; station_name; centre; contest, contest_title; state; is_late; attention;
--   received_at_utc; expected_at_utc; expected_from (jsonb); of_name, of_stations, of_arrived, of_middle (the area it was learnt
--   from, NULL); form_uid; hold_rule; hold_detail; findings; sources; sources_differ; board_seq; path_ids; contact_at, contact_by,
--   contact_kind, contact_note, contact_promised, contact_contest (the last one written down, NULL).
-- Grain: one row a station and contest that the person may see.
-- Index: station_board_pkey, result_forms_pkey, board_arrivals_pkey, station_contacts_station.
-- Caller: data.board.page
SELECT b.station_id, b.contest_id, b.station_code, b.station_name, b.centre, c.code AS contest, c.title AS contest_title,
       b.state::text AS state, b.is_late, b.attention, b.received_at_utc, b.expected_at_utc, b.expected_from,
       o.name AS of_name, m.stations AS of_stations, m.arrived AS of_arrived, m.middle_at_utc AS of_middle,
       f.uid AS form_uid, b.hold_rule,
       CASE WHEN b.hold_rule IS NULL OR b.hold_rule = 'manager' THEN b.hold_detail
            WHEN f.verified_by IS NULL AND f.entered_by IS DISTINCT FROM (SELECT app_user_id()) AND e.status IN ('active', 'paused')
                 AND NOT EXISTS (SELECT 1 FROM second_entries z WHERE z.form_id = b.form_id) THEN NULL
            ELSE b.hold_detail END AS hold_detail,
       b.findings, b.sources, b.sources_differ, b.board_seq, b.path_ids,
       k.at_utc AS contact_at, u.display_name AS contact_by, k.kind AS contact_kind, k.note AS contact_note,
       k.promised_at_utc AS contact_promised, kc.code AS contact_contest
FROM unnest(CAST(:station_ids AS integer[]), CAST(:contest_ids AS integer[])) WITH ORDINALITY AS w (station_id, contest_id, place)
JOIN station_board b ON b.station_id = w.station_id AND b.contest_id = w.contest_id
JOIN contests c ON c.contest_id = b.contest_id
JOIN elections e ON e.election_id = b.election_id
LEFT JOIN result_forms f ON f.form_id = b.form_id
LEFT JOIN areas o ON o.area_id = CAST(b.expected_from ->> 'area_id' AS integer)
LEFT JOIN board_arrivals m ON m.contest_id = b.contest_id AND m.area_id = o.area_id
LEFT JOIN LATERAL (
  SELECT * FROM station_contacts x WHERE x.station_id = b.station_id AND (x.contest_id IS NULL OR x.contest_id = b.contest_id)
  ORDER BY x.contact_id DESC LIMIT 1) k ON k.election_id = b.election_id
LEFT JOIN users u ON u.user_id = k.user_id
LEFT JOIN contests kc ON kc.contest_id = k.contest_id
ORDER BY w.place
