-- Purpose: who may be given incidents of some areas, and (below) of areas inside them; NULL: everywhere the asker works.
-- Parameters: path_ids (NULL = the asker's own scope; an administrator's is root_id); root_id; below.
-- Columns: uid; display_name. Grain: person, by name. Index: users_pkey, areas_pkey (in the function).
-- Caller: data.incidents.case, data.incidents.queue
SELECT uid, display_name FROM incident_people(coalesce(CAST(:path_ids AS integer[]),
  CASE WHEN app_role() = 'super_admin' THEN ARRAY[CAST(:root_id AS integer)] ELSE app_scope() END), CAST(:below AS boolean))
