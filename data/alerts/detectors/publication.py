"""Detectors of publication: versions held at the gate, no new version, tallies that differ from their forms."""

from __future__ import annotations

from data.alerts.detectors.detector import Detector
from data.alerts.spans import after_seconds

DETECTORS = (
    Detector(kind="version_held", read="alert_find_held", every_s=5),
    Detector(kind="publication_stale", read="alert_find_stale", rule=after_seconds, every_s=5),
    Detector(kind="tally_differs", read="alert_find_tally", every_s=15),
)
