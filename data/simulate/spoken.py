"""Swahili names of a fictional election, so that a demo shows what names in several languages look like.

Called by `setup`; pure but for `store_spoken`. Invented words stay as they are, kinds of places and parties are translated.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from data.ingest.transfer import copy_rows
from data.simulate.plan import Plan

LANG = "sw"
# Kinds of polling places (`data.simulate.register`) and what stands before the name in Swahili.
_PLACES = {
    "Primary School": "Shule ya Msingi ya",
    "Secondary School": "Shule ya Upili ya",
    "Nursery School": "Shule ya Chekechea ya",
    "Community Hall": "Ukumbi wa Jamii wa",
    "Social Hall": "Ukumbi wa Mikutano wa",
    "Market": "Soko la",
    "Polytechnic": "Chuo cha Ufundi cha",
    "Health Centre": "Kituo cha Afya cha",
}
# Bodies and emblems of parties (`data.simulate.names`).
_BODIES = {
    "Party": "Chama cha",
    "Union": "Umoja wa",
    "Movement": "Vuguvugu la",
    "Alliance": "Muungano wa",
    "League": "Shirikisho la",
    "Congress": "Kongamano la",
    "Front": "Mrengo wa",
    "Forum": "Jukwaa la",
}
_EMBLEMS = {
    "Lantern": "Taa",
    "Heron": "Korongo",
    "Compass": "Dira",
    "Anvil": "Fuawe",
    "Kite": "Tiara",
    "Harbour": "Bandari",
    "Acorn": "Mbegu",
    "Beacon": "Mwenge",
    "Orchard": "Bustani",
    "Falcon": "Kozi",
    "Loom": "Mtande",
    "Spring": "Chemchemi",
    "Bridge": "Daraja",
    "Summit": "Kilele",
    "Meadow": "Malisho",
    "Drum": "Ngoma",
    "Sail": "Tanga",
    "Cedar": "Mwerezi",
}


def store_spoken(connection: Connection, election_id: int, plan: Plan) -> None:
    """Store the Swahili names of a new election."""
    rows = ((election_id, kind, LANG, code, name) for kind, code, name in spoken(plan))
    copy_rows(connection, "names", ("election_id", "kind", "lang", "code", "name"), rows)


def spoken(plan: Plan) -> Iterator[tuple[str, str, str]]:
    """Yield kind, code and Swahili name of whatever has one; a name that no rule fits stays as registered."""
    country = plan.country
    yield "election", "", f"Uchaguzi mkuu wa {country.name} (wa kuigiza)"
    yield "area", country.levels[0].codes[0], f"Nchi ya {country.name}"
    for party in plan.parties:
        emblem, _, body = party.name.partition(" ")
        if emblem in _EMBLEMS and body in _BODIES:
            yield "party", party.code, f"{_BODIES[body]} {_EMBLEMS[emblem]}"
    for code, name in zip(country.stations.codes, country.stations.names, strict=True):
        said = place(name)
        if said != name:
            yield "station", code, said


def place(name: str) -> str:
    """Return a polling place in Swahili: `Kesa Primary School 2 of 3` is `Shule ya Msingi ya Kesa 2 kati ya 3`."""
    for kind, said in _PLACES.items():
        word, found, stream = name.partition(f" {kind}")
        if found:
            return f"{said} {word}{stream.replace(' of ', ' kati ya ')}"
    return name
