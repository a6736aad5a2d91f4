-- Purpose: switch a version hook on or off. Parameters: uid; active; reason (NULL: none).
-- Columns: hook_id. Grain: one row, none when there is no such hook. Index: version_hooks_uid_key. Caller: data.hooks.keep
UPDATE version_hooks SET active = :active, reason = CAST(:reason AS text) WHERE uid = CAST(:uid AS uuid) RETURNING hook_id
