"""Marks sentences of `data` that pages translate, and holds the words that several layers say."""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802  (the customary name)
    """Mark a message for the catalogue and return it unchanged."""
    return message


#: How serious an incident or an alert is (type `incident_severity`), from least to most.
SEVERITY = {
    "low": N_("Low"),
    "medium": N_("Medium"),
    "high": N_("High"),
    "critical": N_("Critical"),
}
