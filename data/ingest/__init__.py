"""Reads, checks and loads election bundles."""
