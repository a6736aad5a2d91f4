-- Purpose: every category of incidents, retired ones too.
-- Parameters: none. Columns: category; title (English); category_order; active. Never NULL. Grain: category. Index: none (a dozen rows).
-- Caller: data.incidents.rules
SELECT category, title, category_order, active FROM incident_categories ORDER BY active DESC, category_order, category
