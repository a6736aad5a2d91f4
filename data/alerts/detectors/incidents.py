"""Detectors of incidents: critical ones, and those that nobody has taken."""

from __future__ import annotations

from data.alerts.detectors.detector import Detector
from data.alerts.spans import after_minutes

DETECTORS = (
    Detector(kind="incident_unattended", read="alert_find_unattended", rule=after_minutes, every_s=5),
    Detector(kind="incident_critical", read="alert_find_critical", every_s=5),
)
