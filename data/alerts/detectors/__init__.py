"""Detectors: one small read and one pure rule for each kind of alert.

`DETECTORS` is what `data.alerts.chore` and `data.alerts.dryrun` work with. A detector returns everything of its kind that
holds, up to `MOST_CAUSES`, never only what is new.
"""

from __future__ import annotations

from data.alerts.detectors import areas, forms, incidents, messages, publication
from data.alerts.detectors.detector import Detector

DETECTORS: dict[str, Detector] = {
    one.kind: one for module in (areas, forms, incidents, publication, messages) for one in module.DETECTORS
}
