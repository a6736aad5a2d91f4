-- Purpose: let the next statements of the transaction walk indexes in their order, or plan freely again. Under row security the
--   planner takes every row to be rare, and would gather and sort a whole contest for a page of fifty.
-- Parameters: free (on, off).
-- Columns: two settings, of no use. Grain: one row.
-- Index: none.
-- Caller: data.board.page
SELECT set_config('enable_bitmapscan', CAST(:free AS text), true), set_config('enable_sort', CAST(:free AS text), true)
