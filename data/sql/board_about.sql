-- Purpose: what every answer about a board begins with: whether it is built, the settings, the pulse, the time.
-- Parameters: election_id.
-- Columns: built; settings (jsonb); pulse; now; everywhere (the person sees the whole country). Never NULL. Grain: one row.
-- Index: board_elections_pkey, elections_pkey, watchers_pkey, areas_level.
-- Caller: data.board.places
SELECT EXISTS (SELECT 1 FROM board_elections b WHERE b.election_id = e.election_id) AS built, e.settings,
       (SELECT pulse FROM watchers WHERE watcher = 'board') AS pulse, now() AS now,
       coalesce((SELECT app_role()) = 'super_admin' OR EXISTS (
         SELECT 1 FROM registers r JOIN areas a ON a.geography_id = r.geography_id AND a.level = 0
         WHERE r.register_id = e.register_id AND a.area_id = ANY ((SELECT app_scope())::integer[])), false) AS everywhere
FROM elections e WHERE e.election_id = CAST(:election_id AS smallint)
