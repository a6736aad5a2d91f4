-- Purpose: adds a category or changes one.
-- Parameters: category; title; order; active. Columns: category. Grain: one row. Index: incident_categories_pkey.
-- Caller: data.incidents.rules
INSERT INTO incident_categories (category, title, category_order, active) VALUES (:category, :title, :order, :active)
ON CONFLICT (category) DO UPDATE SET title = EXCLUDED.title, category_order = EXCLUDED.category_order, active = EXCLUDED.active
RETURNING category
