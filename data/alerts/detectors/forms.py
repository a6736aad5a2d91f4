"""Detectors of single forms: held out for long, waiting for a second entry, unusual, votes taken away.

They tell where and since when; a figure only of forms that two people have read.
"""

from __future__ import annotations

from data.alerts.detectors.detector import Detector
from data.alerts.spans import after_minutes, enough

DETECTORS = (
    Detector(kind="disputed_form", read="alert_find_disputed", rule=after_minutes),
    Detector(
        kind="second_entry_waiting",
        read="alert_find_waiting",
        rule=enough("forms", "n", after_minutes),
        every_s=15,
    ),
    Detector(kind="anomaly", read="alert_find_anomalies", rule=enough("score_pct", "score_pct"), every_s=10),
    Detector(kind="votes_went_down", read="alert_find_down", rule=enough("votes", "votes"), every_s=10),
)
