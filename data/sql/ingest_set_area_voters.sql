-- Purpose: changes the registered voters that a register states for an area.
-- Parameters: register_id, area_id, voters (NULL = unknown). Columns: none. Grain: register x area.
-- Index: register_areas_pkey. Caller: data.ingest.load_register.
UPDATE register_areas SET registered_voters = :voters WHERE register_id = :register_id AND area_id = :area_id
