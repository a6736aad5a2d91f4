"""Detectors of whole areas: many late stations, an area's form that differs from the sum of its stations."""

from __future__ import annotations

from data.alerts.detectors.detector import Detector
from data.alerts.spans import enough, share_late

DETECTORS = (
    Detector(kind="late_area", read="alert_find_late", rule=share_late, every_s=30),
    Detector(kind="sources_differ", read="alert_find_sources", rule=enough("votes", "votes"), every_s=30),
)
