"""Figures of the office: frame, entry forms, verification, people, audit. Pure functions, as everywhere."""
