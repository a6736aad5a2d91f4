"""Guesses which column of a CSV per precinct is what, by its header; a person looks at the guess once.

Called by `precincts`. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from data.trigrams import normalise

#: Our columns, the names that files have for them.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "county": ("county", "jurisdiction", "county name", "region", "parish", "district name"),
    "precinct": (
        "precinct", "precinct name", "station", "station code", "station name", "polling station", "polling place",
        "ward precinct", "precinct id", "precinct code", "polling station code", "polling centre", "polling center", "stream",
    ),
    "office": ("office", "contest", "race", "position", "contest name", "office name", "race name", "election"),
    "district": ("district", "district number", "constituency"),
    "party": ("party", "party name", "party code", "party abbreviation"),
    "candidate": ("candidate", "candidate name", "choice", "choice name", "name", "candidate code", "selection"),
    "votes": ("votes", "total", "total votes", "vote total", "vote count", "votes total", "count"),
    "registered": ("registered voters", "registered", "reg voters", "registration"),
}  # fmt: skip
REQUIRED = ("precinct", "office", "candidate")
#: Columns that hold a part of the votes; they are added up where no column holds the whole.
PARTS = (
    "election day", "early voting", "early", "absentee", "mail", "absentee mail", "by mail", "provisional", "in person",
    "machine", "advance", "advance voting", "emergency", "affidavit", "one stop",
)  # fmt: skip
PART = "part:"


def guess(header: Sequence[str]) -> dict[str, str]:
    """Return our column -> the file's header, for those that are plain; parts of the votes as `part:<n>`."""
    plain = {normalise(name): name for name in reversed(header)}
    found: dict[str, str] = {}
    for column, names in SYNONYMS.items():
        hit = next(
            (plain[name] for name in names if name in plain and plain[name] not in found.values()), None
        )
        if hit is not None:
            found[column] = hit
    parts = [
        name for name in header if normalise(name) in PARTS or normalise(name).removesuffix(" votes") in PARTS
    ]
    for number, name in enumerate(parts, start=1):
        found[f"{PART}{number}"] = name
    return found


def usable(columns: dict[str, str], header: Sequence[str]) -> dict[str, str]:
    """Return the columns of a mapping that the file has."""
    known = {column: name for column, name in columns.items() if name in header}
    return {c: n for c, n in known.items() if c in SYNONYMS or c.startswith(PART)}


def missing(columns: dict[str, str]) -> list[str]:
    """Return what a file cannot be read without and the mapping does not say."""
    lacking = [column for column in REQUIRED if column not in columns]
    if "votes" not in columns and not any(column.startswith(PART) for column in columns):
        lacking.append("votes")
    return lacking
