-- Purpose: the next rows of the board of few wards, few stations or few rows needing attention: all are gathered and sorted.
-- Parameters: contest_ids (in their order); states (text[]), late, rule (hold_rule, manager), missing (a source), differ, findings,
--   observed, words (ILIKE), area_ids (integer[]): filters, NULL any; attentions (smallint[]); ward_ids, station_ids (integer[], NULL any);
--   order (attention, code, received, late); after_key1, after_key2, after_code, after_station, after_contest (the last row of the
--   page before; NULL at the beginning); rows (at most).
-- Columns: station_id; contest_id; key1, key2 (whole numbers), station_code (the place of the row in the order); total (all
--   rows that match, on any page). Never NULL.
-- Grain: one row a station and contest that the person may see.
-- Index: station_board_ward, station_board_pkey or station_board_attention.
-- Caller: data.board.page
WITH found AS MATERIALIZED (
  SELECT b.station_id, b.contest_id, b.station_code,
         CASE CAST(:order AS text) WHEN 'attention' THEN b.attention ELSE 0 END::bigint AS key1,
         CASE CAST(:order AS text) WHEN 'attention' THEN b.attention_key WHEN 'received' THEN b.received_key
              WHEN 'late' THEN b.late_key ELSE 0 END AS key2
  FROM station_board b
  WHERE b.contest_id = ANY (CAST(:contest_ids AS integer[])) AND b.attention = ANY (CAST(:attentions AS smallint[]))
      AND (CAST(:ward_ids AS integer[]) IS NULL OR b.leaf_area_id = ANY (CAST(:ward_ids AS integer[])))
      AND (CAST(:station_ids AS integer[]) IS NULL OR b.station_id = ANY (CAST(:station_ids AS integer[])))
      AND (CAST(:states AS text[]) IS NULL OR b.state::text = ANY (CAST(:states AS text[])))
      AND (CAST(:late AS boolean) IS NULL OR b.is_late = CAST(:late AS boolean))
      AND (CAST(:rule AS text) IS NULL OR (b.state IN ('held', 'disputed') AND coalesce(b.hold_rule, 'manager') = CAST(:rule AS text)))
      AND (CAST(:missing AS text) IS NULL OR CAST(:missing AS text) <> ALL (b.sources))
      AND (CAST(:differ AS boolean) IS NULL OR b.sources_differ = CAST(:differ AS boolean))
      AND (CAST(:findings AS boolean) IS NULL OR (b.findings > 0) = CAST(:findings AS boolean))
      AND (CAST(:observed AS boolean) IS NULL OR b.has_observer = CAST(:observed AS boolean))
      AND (CAST(:words AS text) IS NULL OR b.station_name ILIKE CAST(:words AS text) OR b.station_code ILIKE CAST(:words AS text))
      AND (CAST(:area_ids AS integer[]) IS NULL OR b.path_ids && CAST(:area_ids AS integer[]))
)
SELECT station_id, contest_id, key1, key2, station_code, (SELECT count(*) FROM found) AS total
FROM found
WHERE CASE WHEN CAST(:after_station AS integer) IS NULL THEN true
           WHEN CAST(:order AS text) = 'code' THEN (station_code, contest_id) > (CAST(:after_code AS text), CAST(:after_contest AS integer))
           ELSE (key1, key2, station_id, contest_id) > (CAST(:after_key1 AS bigint), CAST(:after_key2 AS bigint),
                 CAST(:after_station AS integer), CAST(:after_contest AS integer)) END
ORDER BY key1, key2, CASE WHEN CAST(:order AS text) = 'code' THEN station_code END, CASE WHEN CAST(:order AS text) <> 'code' THEN station_id END, contest_id
LIMIT CAST(:rows AS integer)
