"""Refusals of an import: what is wrong, where, and what to do about it.

Readers and loaders add to one `Problems`; `run` decides at the end. `REMEDIES` is the full list of rules and is
the table of `docs/bundle-format.md` (a test compares them). Must not read files or touch the database.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

REMEDIES: Final[dict[str, str]] = {
    "missing-file": "Add the file; docs/bundle-format.md lists what a bundle holds.",
    "file-too-large": "Split the file (one per contest, for instance) or raise MATOKEO_IMPORT_MAX_MB.",
    "encoding": "Save the file as UTF-8 (in a spreadsheet: CSV UTF-8) and import it again.",
    "damaged-file": "Export the file again; it holds bytes that no text or JSON file holds.",
    "not-toml": "Mend the line named; docs/bundle-format.md shows a whole election.toml.",
    "unknown-setting": "Mend or take out the key named; docs/bundle-format.md lists the keys.",
    "bad-setting": "Write one of the values that docs/bundle-format.md lists for this key.",
    "missing-column": "Add the column to the header line; names are lower case and exact.",
    "duplicate-column": "Keep one column of that name.",
    "column-count": "Give the row as many fields as the header; quote fields that hold commas.",
    "bad-language": "Call the column name:sw, after a language: two or three small letters, such as sw, fr or luo.",
    "empty": "Fill the field in, or take the row out.",
    "too-long": "Shorten the text.",
    "control-character": "Take the invisible character out.",
    "formula": "Take the leading = + - or @ out: a spreadsheet would run the text as a formula.",
    "bad-code": "Use letters, digits, dots, dashes and underscores only, at most 64 of them.",
    "bad-number": "Write a whole number in plain digits, without separators; leave unknown numbers blank.",
    "negative": "Write a count of 0 or more; leave unknown numbers blank.",
    "too-large": "Check the figure: no count of that kind is so large.",
    "bad-decimal": "Write a plain number such as 81.4, with a point and without separators or signs of a unit.",
    "bad-year": "Write the year with four digits, such as 2019.",
    "bad-time": "Write an ISO 8601 time, such as 2022-08-09T17:08:48+03:00.",
    "no-zone": "Add the zone to the time, such as +03:00 or Z.",
    "bad-color": "Write the colour as #rrggbb, or leave it blank.",
    "duplicate": "Keep one of the rows.",
    "unknown-level": "Use a level name of election.toml.",
    "level-mismatch": "Name a parent exactly one level above, or mend the level.",
    "unknown-parent": "Add the parent area to areas.csv, or mend parent_code.",
    "cycle": "Mend parent_code so that every area leads up to the root.",
    "no-root": "Give areas.csv exactly one area of the first level, with a blank parent_code.",
    "several-roots": "Give areas.csv exactly one area of the first level, with a blank parent_code.",
    "unknown-area": "Mend area_code, or add the area to areas.csv.",
    "not-a-leaf": "Put stations into areas of the last level.",
    "half-point": "Give both latitude and longitude, or leave both blank.",
    "bad-coordinates": "Write decimal degrees: latitude -90 to 90, longitude -180 to 180.",
    "swapped-coordinates": "Exchange latitude and longitude; GeoJSON wants longitude first.",
    "outside-country": "Mend the coordinates, or leave them blank.",
    "not-geojson": "Give a GeoJSON FeatureCollection whose features have code, name and parent_code.",
    "not-a-polygon": "Give each area one Polygon or MultiPolygon, or leave the area out.",
    "crossing-polygon": "Mend the outline in a map editor (QGIS: Fix geometries), look at it, and import it again.",
    "overlapping-areas": "Mend the layer so that the areas do not lie over one another (QGIS: Topology checker).",
    "unknown-contest": "Mend the contest code, or add the contest to election.toml.",
    "wrong-race": "Mend the contest, the area or the candidate: the candidate does not stand there.",
    "unknown-party": "Add the party to parties.csv, or leave party_code blank.",
    "unknown-station": "Import the station first (`matokeo import stations`), or mend station_code.",
    "unknown-candidate": "Add the candidate to candidates.csv, or mend candidate_code.",
    "station-or-area": "Fill exactly one of station_code and area_code in.",
    "above-race": "Give the figures per electoral area or below it.",
    "form-disagrees": "Give all rows of a form the same repeated fields.",
    "form-scattered": "Sort the file so that the rows of a form stand together, and give each form once.",
    "candidate-twice": "Give each candidate once in a form.",
    "candidate-missing": "Give every candidate of the race a row; write 0 if the form says 0.",
    "nothing-reported": "Leave areas out of which no station has reported: missing is not zero.",
    "mixed-grain": "Give one source of a race either per station or per area of one level: never both.",
    "register-conflict": "Use a new geography or election code for a changed structure; see docs/bundle-format.md.",
    "station-has-forms": "Keep the station in its area: forms of it are stored under that area.",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing refused: `row` counts from 1, the header being row 1, as a spreadsheet shows it."""

    rule: str
    file: str
    what: str
    row: int | None = None
    field: str | None = None
    value: str | None = None

    @property
    def remedy(self) -> str:
        """What the reader can do about it, in one sentence."""
        return REMEDIES[self.rule]

    def __str__(self) -> str:
        where = self.file if self.row is None else f"{self.file} row {self.row}"
        if self.field is not None:
            where += f", {self.field}"
            if self.value is not None:
                where += f" {_shown(self.value)}"
        return f"{where}: {self.what}. {self.remedy} [{self.rule}]"


def _shown(value: str) -> str:
    return repr(value if len(value) <= 60 else value[:57] + "...")


class BadField(ValueError):
    """Raised by field parsers with the rule broken; readers turn it into a `Refusal` with file and row."""

    def __init__(self, rule: str, what: str) -> None:
        super().__init__(what)
        self.rule = rule
        self.what = what


class Problems:
    """Collects refusals over all files of an import; keeps the first `keep` of each file and counts all."""

    def __init__(self, *, keep: int = 1000) -> None:
        self._keep = keep
        self._kept: dict[str, list[Refusal]] = {}
        self._counts: Counter[str] = Counter()

    def add(self, refusal: Refusal) -> None:
        """Note one refusal."""
        self._counts[refusal.file] += 1
        kept = self._kept.setdefault(refusal.file, [])
        if len(kept) < self._keep:
            kept.append(refusal)

    def count(self, file: str | None = None) -> int:
        """Return how many refusals `file` has, or all files together."""
        return self._counts[file] if file is not None else self._counts.total()

    def of(self, file: str) -> tuple[Refusal, ...]:
        """Return the kept refusals of one file."""
        return tuple(self._kept.get(file, ()))

    def files(self) -> tuple[str, ...]:
        """Return the files that have refusals, in the order they came up."""
        return tuple(self._kept)

    def lines(self) -> tuple[str, ...]:
        """Return all kept refusals as text, and for each file how many more there are."""
        lines: list[str] = []
        for file, kept in self._kept.items():
            lines.extend(str(refusal) for refusal in kept)
            if self._counts[file] > len(kept):
                lines.append(
                    f"{file}: {self._counts[file] - len(kept)} more refusals of the same file not listed"
                )
        return tuple(lines)
