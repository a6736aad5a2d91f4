"""Tests of the page of a ward, its JSON twin, and figures of areas from elsewhere."""
