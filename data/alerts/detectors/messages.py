"""Detectors of what did not go through: imports that failed, messages that were given up."""

from __future__ import annotations

from data.alerts.detectors.detector import Detector

DETECTORS = (
    Detector(kind="import_failed", read="alert_find_imports"),
    Detector(kind="delivery_failed", read="alert_find_undelivered"),
)
