"""Opens a contest in an area for whatever is drawn of it outside its own page: embeds, pictures, cards, charts, sheets.

Called by those page modules, so that they all read the same document at the same version. Must not draw.
"""

from __future__ import annotations

from dataclasses import dataclass

from components.view import ContestView, known_measures
from data.errors import NotPublished
from data.levels import areas_at_level
from data.records import ChildTotal, Pointer, ResultsDocument, VersionIndex
from pages.page import Ask


@dataclass(frozen=True)
class Opened:
    """One contest in one area at one version, with what was asked for."""

    ask: Ask
    pointer: Pointer
    index: VersionIndex
    document: ResultsDocument

    @property
    def contest(self) -> str:
        """Code of the contest."""
        return self.document.contest

    @property
    def area(self) -> str:
        """Code of the area."""
        return self.document.area.code

    def view(self, measure: str = "leader") -> ContestView:
        """Return what components draw from, with the shapes of the sub-areas where there are any."""
        d = self.document
        return ContestView(
            document=d,
            index=self.index,
            pointer=self.pointer,
            t=self.ask.t,
            urls=self.ask.urls,
            geometry=self.ask.store.geometry(d.geometry) if d.geometry else None,
            measure=measure if measure in known_measures(d) else "leader",
            cells={
                level: self.ask.store.geometry(sha)["cells"] for level, sha in self.index.cartograms.items()
            },
        )

    def areas(self, level: str) -> tuple[ChildTotal, ...]:
        """Return the totals of every area of `level` below this one; empty where none is published."""
        rows = areas_at_level(self.ask.store, self.index, self.contest, level, below=self.area)
        names = self.ask.names(self.index.election)
        return names.children(rows) if names else rows


def open_contest(ask: Ask, *, area: str | None = None) -> Opened:
    """Open what the address names; raises `NotPublished` for names that do not exist.

    Without an area in the address (or in `area`) it is the country.
    """
    election, contest = ask.values["election"], ask.values["contest"]
    pointer, index = ask.pointer(election), ask.index(election)
    code = area or ask.values.get("area") or index.root
    if f"{contest}/{code}" not in index.documents:
        raise NotPublished(f"There are no figures of {contest[:80]!r} in {code[:80]!r} of {election}.")
    return Opened(ask, pointer, index, ask.document(election, contest, code))
