"""The kinds of charts by code, in the order in which they are offered; imported by embeds, desk, pictures and pages."""

from __future__ import annotations

from components.graphics.chart import ChartKind

CHARTS: dict[str, ChartKind] = {}


def chart_kind(code: str) -> ChartKind | None:
    """Return the kind of chart with this code."""
    return CHARTS.get(code)
