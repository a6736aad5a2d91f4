-- Purpose: forgets the ground points before the end of the transaction, so that a second country may follow in it.
-- Parameters: none. Columns: none. Grain: none. Index: none. Caller: data.simulate.borders.
DROP TABLE simulate_sites
