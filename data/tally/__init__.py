"""Dirty log, worker, rebuild and reconciler of the ward tallies."""
