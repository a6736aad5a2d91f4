"""Pages of the office, behind login."""
