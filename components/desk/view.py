"""What the embed desk draws from: what is chosen, what could be, and what of the address could not be taken."""

from __future__ import annotations

from dataclasses import dataclass

from components.desk.codes import Choice, Codes
from components.desk.offer import Offered
from components.desk.rehearsals import Rehearsal
from components.i18n import Translator
from components.urls import UrlBuilder
from data.records import AreaRef, ResultsDocument, VersionIndex

#: Widths of the preview: a phone, the column of an article, all there is.
WIDTHS = ("320", "600", "full")


@dataclass(frozen=True)
class Step:
    """Areas that are offered together: `below` is the name of the area they belong to, empty for the way down."""

    below: str
    areas: tuple[AreaRef, ...]


@dataclass(frozen=True)
class DeskView:
    """Everything the desk draws from; `found` is `None` where no area was searched for."""

    t: Translator
    urls: UrlBuilder
    codes: Codes
    index: VersionIndex
    document: ResultsDocument
    elections: tuple[VersionIndex, ...]
    areas: tuple[Step, ...]
    found: tuple[AreaRef, ...] | None
    find: str
    charts: tuple[Offered, ...]
    measures: list[tuple[str, str]]
    width: str
    notes: tuple[str, ...]
    rehearsals: tuple[Rehearsal, ...]

    @property
    def choice(self) -> Choice:
        """The embed as it is put together now."""
        return self.codes.choice

    def here(self, **changes: str | int | None) -> str:
        """Return the address of the desk with some of the choice changed."""
        c = self.choice
        now: dict[str, str | int | None] = {
            "election": c.election,
            "contest": c.contest,
            "area": c.area,
            "chart": c.chart,
            "measure": c.measure or None,
            "look": None if c.theme == "auto" else c.theme,
            "words": None if c.lang == self.t.lang else c.lang,
            "height": c.height or None,
            "width": None if self.width == WIDTHS[-1] else self.width,
        }
        return self.urls.embeds(**{**now, **changes})
