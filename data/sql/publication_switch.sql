-- Purpose: moves the switch of an election for a person of the office; the function refuses who may not, and stale pages.
-- Parameters: election_id; mode (auto, hold, rolled_back, now); version (NULL but for a rollback); reason; seen (the mark of the page).
-- Columns: none (an empty value). Grain: one row. Index: publications_pkey.
-- Caller: data.publish.control
SELECT switch_publication(CAST(:election_id AS integer), CAST(:mode AS text), CAST(:version AS integer), CAST(:reason AS text),
                          CAST(:seen AS text))
