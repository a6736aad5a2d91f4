-- Purpose: the categories of incidents that may be reported.
-- Parameters: none. Columns: category; title (English). Never NULL. Grain: category. Index: none (a dozen rows).
-- Caller: data.incidents.read
SELECT category, title FROM incident_categories WHERE active ORDER BY category_order, category
