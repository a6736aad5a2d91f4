"""Names of an election's things in other languages, as the files of a version hold them.

Read once with the register by `data.publish.register`; documents keep the registered names, so nothing here is in them.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection

from data.engine import sql
from data.records import IndexNames, PlaceNames


@dataclass(frozen=True, slots=True)
class ElectionNames:
    """The names by language, for index, places and stations; `sha256` is blank where there are none."""

    index: dict[str, IndexNames] = field(default_factory=dict)
    places: dict[str, PlaceNames] = field(default_factory=dict)
    stations: dict[str, dict[str, str]] = field(default_factory=dict)
    sha256: str = ""


def load_names(connection: Connection, election_id: int) -> ElectionNames:
    """Read the names of an election."""
    rows = connection.execute(sql("publish_names"), {"election_id": election_id}).all()
    if not rows:
        return ElectionNames()
    held: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows:
        held[row.lang][row.kind][row.code] = row.name
    index, places, stations = {}, {}, {}
    for lang, kinds in sorted(held.items()):
        index[lang] = IndexNames(
            election=kinds["election"].get(""),
            contests=kinds["contest"],
            parties=kinds["party"],
            stations=bool(kinds["station"]),
        )
        if kinds["area"] or kinds["candidate"]:
            places[lang] = PlaceNames(areas=kinds["area"], candidates=kinds["candidate"])
        if kinds["station"]:
            stations[lang] = kinds["station"]
    digest = hashlib.sha256(msgspec.json.encode([tuple(row) for row in rows])).hexdigest()
    return ElectionNames(index, places, stations, digest)
