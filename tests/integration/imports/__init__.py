"""Imports in the office, over real databases and files."""
