"""A level of a contest as GeoJSON (RFC 7946): areas with their boundaries, or stations as points, figures as properties.

Called through `data.export.formats`. Boundaries are the published TopoJSON of each parent area, read one at a time; an
area without a shape and a station without a place have the geometry null, never a made-up one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import msgspec

from data.errors import NoSuchPart
from data.export.rows import STATION, Cell, Portion, moment
from data.export.topojson import shapes_of
from data.records import ChildTotal, ResultsDocument, StationCounts
from data.stats.shares import share_pct

PROPERTIES = (
    *("election", "version", "as_of", "is_test", "status", "contest"),
    *("level", "code", "name", "parent_code", "stations_total", "stations_reported", "stations_counted"),
    *("state", "registered", "cast", "valid", "rejected", "turnout_pct"),
    *("leader_code", "leader_name", "leader_party", "leader_votes", "leader_share_pct"),
    *("margin_votes", "margin_pp", "votes"),
)


def geojson_levels(portion: Portion) -> tuple[str, ...]:
    """Return the levels that have a GeoJSON: their parents have documents, and shapes or stations to show."""
    index = portion.index
    parents = {portion.by_code[code].level for code in index.geometry if code in portion.by_code}
    documents = {
        portion.by_code[area].level
        for contest, _, area in (name.partition("/") for name in index.documents)
        if contest == portion.contest and area in portion.by_code
    }
    levels = index.levels
    found = [level for above, level in pairwise(levels) if above in parents and above in documents]
    return (*found, STATION) if levels and levels[-1] in documents else tuple(found)


def default_level(portion: Portion) -> str:
    """Return the level of a GeoJSON where none is asked for: the one below the area, or below the country."""
    portion.checked()
    known = geojson_levels(portion)
    levels = (*portion.index.levels, STATION)
    here = portion.by_code[portion.area].level if portion.area else levels[0]
    below = levels[min(levels.index(here) + 1, len(levels) - 1)]
    return portion.level or (below if below in known or not known else known[0])


def geojson_chunks(portion: Portion) -> Iterator[bytes]:
    """Yield a FeatureCollection of one level, in pieces."""
    level = default_level(portion)
    known = geojson_levels(portion)
    if level not in known:
        raise NoSuchPart(
            f"level is {level!r}; {portion.contest} has no boundaries or figures at that level.",
            remedy=f"Use one of {', '.join(known)}." if known else "Take the CSV.",
        )
    return _chunks(portion, level)


def _chunks(portion: Portion, level: str) -> Iterator[bytes]:
    index = portion.index
    head = {
        "type": "FeatureCollection",
        "name": f"{portion.election}-{portion.contest}-{level}",
        "election": index.election,
        "title": index.title,
        "contest": portion.contest,
        "level": level,
        "version": index.version,
        "published_at": index.published_at,
        "status": index.status,
        "is_test": index.is_test,
        "licence": portion.licence.name,
        "licence_url": portion.licence.url,
    }
    yield msgspec.json.encode(head)[:-1] + b',"features":['
    first = True
    for feature in _features(portion, level):
        yield (b"" if first else b",\n") + msgspec.json.encode(feature)
        first = False
    yield b"]}\n"


def _features(portion: Portion, level: str) -> Iterator[dict[str, Any]]:
    places = _station_points(portion) if level == STATION else {}
    for document in _parents(portion, level):
        rows = [
            child for child in document.children if child.level == level and _inside(portion, document, child)
        ]
        shapes = places if level == STATION else _shapes(portion, document.area.code) if rows else {}
        for child in rows:
            yield {
                "type": "Feature",
                "id": child.code,
                "geometry": shapes.get(child.code),
                "properties": _properties(portion, document, child),
            }


def _parents(portion: Portion, level: str) -> Iterator[ResultsDocument]:
    levels = portion.index.levels
    above = levels[-1] if level == STATION else levels[levels.index(level) - 1]
    for place in portion.by_code.values():
        if place.level == above and f"{portion.contest}/{place.code}" in portion.index.documents:
            near = (
                portion.area is None
                or place.code in portion.inside
                or portion.by_code[portion.area].parent == place.code
            )
            if near:
                yield portion.document(place.code)


def _inside(portion: Portion, document: ResultsDocument, child: ChildTotal) -> bool:
    return (
        portion.area is None
        or (document.area.code if child.level == STATION else child.code) in portion.inside
    )


def _shapes(portion: Portion, parent: str) -> dict[str, dict[str, Any]]:
    sha = portion.index.geometry.get(parent)
    return shapes_of(portion.store.geometry(sha, keep=False)) if sha else {}


def _station_points(portion: Portion) -> dict[str, dict[str, Any]]:
    return {
        one.code: {"type": "Point", "coordinates": [one.longitude, one.latitude]}
        for one in portion.store.stations(portion.election, portion.version).stations
        if one.longitude is not None and one.latitude is not None
    }


def _properties(portion: Portion, document: ResultsDocument, child: ChildTotal) -> dict[str, Any]:
    index = portion.index
    state = (child.state or "not reported") if child.level == STATION else None
    cells: list[Cell | dict[str, int]] = [
        index.election,
        index.version,
        moment(document.as_of or document.published_at),
        index.is_test,
        document.status,
        document.contest,
        child.level,
        child.code,
        child.name,
        document.area.code,
        *_counts(child.stations),
        state,
        child.registered,
        child.cast,
        child.valid,
        child.rejected,
        child.turnout_pct,
        *_leader(document, child),
        child.margin_votes,
        child.margin_pp,
        child.votes,
    ]
    return dict(zip(PROPERTIES, cells, strict=True))


def _counts(counts: StationCounts) -> list[Cell]:
    return [counts.total, counts.reported, counts.counted]


def _leader(document: ResultsDocument, child: ChildTotal) -> list[Cell]:
    """Code, name, party, votes and share of who leads; nothing where nobody does."""
    if child.leader is None:
        return [None] * 5
    votes = child.votes.get(child.leader)
    share = None if votes is None else share_pct(votes, child.valid)
    for one in document.candidates:
        if one.code == child.leader:
            return [one.code, one.name, one.party.code if one.party else None, votes, share]
    for race in document.races:
        if race.area.code == child.code and race.leader == child.leader:
            return [race.leader, race.leader_name, race.party.code if race.party else None, votes, share]
    return [child.leader, None, None, votes, share]
