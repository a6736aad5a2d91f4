"""How much of an area is counted, whether figures come from stations or from whole areas.

Used wherever a figure needs its denominator. A count that the source does not state is `None`, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass

from components.format import number, part_percent
from components.i18n import Translator
from data.records import ChildTotal, RaceLine, ResultsDocument, StationCounts


@dataclass(frozen=True)
class Progress:
    """`done` of `total` things of one kind (`station`, or `area` where figures come per area); `total` may be unknown."""

    done: int
    total: int | None
    by_area: bool = False

    @property
    def part(self) -> float | None:
        """The part done, 0 to 1."""
        return None if not self.total else min(self.done / self.total, 1.0)

    @property
    def complete(self) -> bool:
        """Whether all is done, as far as the total is known."""
        return self.total is not None and self.done >= self.total > 0

    def percent(self, digits: int = 0) -> str:
        """Write the part in percent."""
        return part_percent(self.done, self.total, digits)

    def of_total(self, t: Translator) -> str:
        """Write `529 of 1,041`, or the count alone where the total is unknown."""
        if self.total is None:
            return number(self.done)
        return t("{counted} of {total}", counted=number(self.done), total=number(self.total))

    def title(self, t: Translator) -> str:
        """Name what is counted: stations, or areas that declared."""
        return t("Areas declared") if self.by_area else t("Stations counted")

    def alone(self, t: Translator) -> str:
        """Write the count where the total is unknown."""
        return t.n(
            "{n} counted; how many there are is not known",
            "{n} counted; how many there are is not known",
            self.done,
        )

    def words(self, t: Translator) -> str:
        """Write `529 of 1,041 stations counted`."""
        if self.total is None:
            return t.n("{n} station counted", "{n} stations counted", self.done)
        if self.by_area:
            return t.n(
                "{done} of {n} area declared",
                "{done} of {n} areas declared",
                self.total,
                done=number(self.done),
            )
        return t("{counted} of {total} stations counted", counted=number(self.done), total=number(self.total))


def progress_of(stations: StationCounts) -> Progress:
    """Read the progress of an area: by stations where they are known, else by areas."""
    if stations.areas_total is not None and (stations.total is None or stations.counted is None):
        return Progress(stations.areas_reported or 0, stations.areas_total, by_area=True)
    return Progress(stations.counted or 0, stations.total)


def no_form_words(t: Translator, stations: StationCounts) -> str:
    """Say that no form is in, of how many stations where that is known."""
    if stations.total is None:
        return t("No form is in yet")
    return t.n("0 of {n} station has a form", "0 of {n} stations have a form", stations.total)


def is_counted(item: ChildTotal | RaceLine) -> bool:
    """Whether any form of a sub-area or race is in the figures."""
    if item.stations.counted is None:
        return bool(item.stations.areas_reported) or item.valid is not None
    return item.stations.counted > 0


def has_figures(document: ResultsDocument) -> bool:
    """Whether any form of a document's area is in the figures."""
    stations = document.stations
    if stations.counted is None:
        return bool(stations.areas_reported) or document.votes.valid is not None
    return stations.counted > 0
