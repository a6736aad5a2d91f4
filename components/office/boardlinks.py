"""Addresses of the station board: which filters are set, and the links that change one of them.

Called by every module of the board. One filter is one query parameter; a page of the list is never part of a filter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

PATH = "/manage"
CSV = "/api/v1/board.csv"
#: Filters in the order of an address; `BoardQuery` of `data.board.query` has the same names.
FILTERS = ("contest", "area", "state", "late", "check", "missing", "differ", "findings", "observer", "q")
#: What names a page of the list, and so goes when anything else changes.
PLACE = ("after", "prev")


@dataclass(frozen=True)
class BoardAddress:
    """The address that is shown: only known parameters, as given."""

    election: str
    given: Mapping[str, str]

    def to(self, **changes: str | None) -> str:
        """Return the board with some parameters changed (`None` takes one out), at its first page."""
        return self._write(PATH, {**{k: v for k, v in self.given.items() if k not in PLACE}, **changes})

    def page(self, after: str | None, prev: str | None) -> str:
        """Return another page of the same list."""
        return self._write(PATH, {**self.given, "after": after, "prev": prev})

    def csv(self) -> str:
        """Return the export of the same rows."""
        kept = {name: self.given[name] for name in (*FILTERS, "order") if name in self.given}
        return self._write(CSV, kept)

    def filters(self) -> dict[str, str]:
        """Return the filters that are set."""
        return {name: self.given[name] for name in FILTERS if name in self.given}

    def states(self) -> tuple[str, ...]:
        """Return the states that are chosen."""
        return tuple(word for word in self.given.get("state", "").split(",") if word)

    def _write(self, path: str, values: Mapping[str, str | None]) -> str:
        query = {"election": self.election}
        query |= {name: value for name, value in values.items() if value and name != "election"}
        return f"{path}?{urlencode(query, safe=',')}"


def station_href(election: str, code: str) -> str:
    """Return the dossier of a station."""
    return f"/manage/stations/{quote(election, safe='')}/{quote(code, safe='')}"


def ward_href(election: str, code: str) -> str:
    """Return the page of a ward."""
    return f"/manage/wards/{quote(election, safe='')}/{quote(code, safe='')}"
