"""A very small fictional country for tests that need one at once."""

from __future__ import annotations

from data.simulate.presets import Preset

TINY = Preset(
    name="tiny",
    counties=3,
    constituencies=6,
    wards=12,
    stations=60,
    sites=900,
    parties=6,
    span_deg=2.0,
    night_hours=8.0,
)
