"""What the page of an area is drawn with, its address, and its sections.

Called by `components.office.ward` and `wardcontest`, and by the page that makes the view.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from dash.development.base_component import Component

from components.format import Clock
from components.i18n import Translator
from components.markup import Node, h
from data.records.wards import WardContest, WardPlace, WardReport, WardsFound

PATH = "/manage/wards"


@dataclass(frozen=True, kw_only=True)
class WardView:
    """What the page is drawn with. `asked` is what was typed into the search, `hits` what it found.

    `rules` name anomaly rules by code.
    """

    t: Translator
    clock: Clock
    report: WardReport
    asked: str = ""
    hits: WardsFound | None = None
    rules: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> WardPlace:
        """The area."""
        return self.report.place

    @property
    def contest(self) -> WardContest | None:
        """The contest that is drawn in full."""
        return next((one for one in self.report.contests if one.code == self.report.chosen), None)


def address(election: str, area: str, **query: str) -> str:
    """Return the address of an area's page."""
    path = f"{PATH}/{quote(election, safe='')}/{quote(area, safe='')}"
    return f"{path}?{urlencode(query)}" if query else path


def section(title: str, *children: Node, note: Node = None) -> Component:
    """Draw a section under its heading."""
    head = h("header", None, h("h2", None, title), h("p", None, note) if note else None)
    return h("section", "blk", head, *children)
