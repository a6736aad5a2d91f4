"""Pure functions: records in, Dash trees, HTML or SVG out. No queries."""
