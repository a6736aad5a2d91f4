-- Purpose: stores pairs of areas that share a border (each pair both ways).
-- Parameters: ids, others (integer[], area ids, one pair per position). Columns: none. Grain: pair of areas.
-- Index: area_neighbours_pkey. Caller: data.geo.store.refresh_level.
INSERT INTO area_neighbours (area_id, neighbour_id)
SELECT area_id, neighbour_id
FROM unnest(CAST(:ids AS integer[]), CAST(:others AS integer[])) AS given (area_id, neighbour_id)
