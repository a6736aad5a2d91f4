"""Geometry: simplification, topology documents."""
