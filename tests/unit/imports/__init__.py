"""Imports in the office: what files are, what may be unpacked, how columns are guessed."""
