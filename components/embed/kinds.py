"""What embeds there are and what each is drawn from; read by the page module, the desk and the pictures."""

from __future__ import annotations

from dataclasses import dataclass

from components.graphics import CHARTS, ChartKind, Rows, chart_kind
from components.i18n import N_
from components.markup import Node
from components.view import ContestView
from components.view import known_measures as measures_of

#: Code -> title (a message id) of the charts that are drawn here as HTML, in the order in which they are offered.
EMBED_CHARTS: dict[str, str] = {
    "bars": N_("Bars with map"),
    "map": N_("Map"),
    "table": N_("Table of areas"),
    "seats": N_("Seats by party"),
    "turnout": N_("Turnout"),
    "ticker": N_("Headline ticker"),
    "races": N_("Key races"),
}
#: What an embed shows when its address names no chart.
DEFAULT_CHART = "bars"
THEMES = ("light", "dark", "auto")


@dataclass(frozen=True)
class Embed:
    """One embed: the chart of a view; `rows` are those of the level that a kind of the registry asks for.

    `theme` is one of `THEMES`; `stale`: the figures are older than the election allows; `asked` is the measure of the address.
    """

    view: ContestView
    chart: str = DEFAULT_CHART
    theme: str = "auto"
    stale: bool = False
    rows: Rows = ()
    asked: str = "leader"

    @property
    def kind(self) -> ChartKind | None:
        """The kind of the registry that is shown, `None` for the charts of this package."""
        return None if self.chart in EMBED_CHARTS else chart_kind(self.chart)


@dataclass(frozen=True)
class Drawn:
    """The inside of an embed: its headline, what stands under it, and the class of its frame."""

    headline: str
    body: tuple[Node, ...]
    cls: str = ""


def known_charts() -> dict[str, str]:
    """List every chart that can be embedded, code -> title: those of this package, then those of the registry."""
    return EMBED_CHARTS | {code: kind.title for code, kind in CHARTS.items() if code not in EMBED_CHARTS}


def known_measures(view: ContestView) -> tuple[str, ...]:
    """List what a map of this contest can be asked for; whether the figures are there is another matter."""
    return measures_of(view.document)
