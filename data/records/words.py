"""Marks sentences of `data` that pages translate: findings of checks, categories."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802  (the customary name)
    """Mark a message for the catalogue and return it unchanged."""
    return message
