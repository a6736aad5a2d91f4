"""The kinds of charts by code, in the order in which they are offered; imported by embeds, desk, pictures and pages."""

from __future__ import annotations

from components.graphics.cartogram import cartogram, cartogram_fits, cartogram_level
from components.graphics.chart import ChartKind
from components.graphics.comparison import comparison, comparison_fits
from components.graphics.dots import finest_level
from components.graphics.hemicycle import hemicycle, hemicycle_fits
from components.graphics.lines import arrivals, arrivals_fit, shares, shares_fit
from components.graphics.scatter import scatter, scatter_fits
from components.graphics.swing import swing, swing_fits
from components.graphics.triangle import triangle, triangle_fits
from components.graphics.turnout_share import turnout_share, turnout_share_fits
from components.graphics.uncounted import uncounted, uncounted_fits
from components.i18n import N_
from components.view import ContestView


def _document(_view: ContestView) -> None:
    return None


_KINDS = (
    ChartKind("hemicycle", N_("Seats, by who leads now"), _document, hemicycle, hemicycle_fits),
    ChartKind("cartogram", N_("Every area alike: a cartogram"), cartogram_level, cartogram, cartogram_fits),
    ChartKind("swing", N_("Swing since the earlier election, on the map"), _document, swing, swing_fits),
    ChartKind("arrivals", N_("Forms counted over time"), _document, arrivals, arrivals_fit),
    ChartKind("shares", N_("Shares over time"), _document, shares, shares_fit),
    ChartKind("comparison", N_("Beside the earlier election"), _document, comparison, comparison_fits),
    ChartKind(
        "uncounted", N_("Where the uncounted votes are"), _document, uncounted, uncounted_fits
    ),
    ChartKind("scatter", N_("Two shares, area by area"), finest_level, scatter, scatter_fits),
    ChartKind("triangle", N_("Three shares, area by area"), finest_level, triangle, triangle_fits),
    ChartKind(
        "turnout-share", N_("Turnout and the leader's share"), finest_level, turnout_share, turnout_share_fits
    ),
)  # fmt: skip
CHARTS: dict[str, ChartKind] = {kind.code: kind for kind in _KINDS}


def chart_kind(code: str) -> ChartKind | None:
    """Return the kind of chart with this code."""
    return CHARTS.get(code)
