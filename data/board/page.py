"""Pages of the station board: finds the rows of a question the cheapest way, and dresses those that are shown.

Called by `data.board.read`, `data.board.export` and `data.board.dossier`. Whole-country pages walk an index in its order;
pages of few wards, few stations found by name, or few matching rows gather these and sort them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from data.accounts.scopes import escape_like
from data.board.places import About, Place, add_counts, find_area, name_areas, named_sums, sums, wards_in
from data.board.query import NOBODY, BoardQuery, BoardRefused, Mark, unpack
from data.elections import OfficeElection
from data.engine import sql
from data.records import AreaRef
from data.records.board import (
    BOARD_STATES,
    BoardCounts,
    BoardObserver,
    BoardRow,
    ExpectedFrom,
    StationContact,
)
from data.records.words import N_

#: Wards, stations and rows up to which gathering is the cheaper way.
MOST_WARDS, MOST_STATIONS, MOST_GATHERED = 300, 2_000, 3_000
#: Counting stops here where the rollup cannot tell.
MOST_COUNTED = 1_000
_LEAST_KEY = -(2**63)
_ATTENTION = {
    "held": {1}, "disputed": {1}, "not_reported": {2, 3}, "preliminary": {4}, "verified": {5}, "confirmed": {6},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """How a question is answered: its parameters, and whether rows are gathered."""

    order: str
    filters: dict[str, Any]
    gather: bool
    wards: list[int] | None
    stations: list[int] | None
    total: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """Rows found (station, contest), where the next ones go on, and how many there are in all."""

    keys: list[tuple[int, int]]
    mark: Mark | None
    total: int
    exact: bool


def plan(connection: Connection, election: OfficeElection, known: About, query: BoardQuery) -> Plan:
    """Decide how to find the rows of a question. Raises `BoardRefused` and `NotThere`."""
    place = find_area(connection, election, query.area)
    contest_ids = known.ids(query.contest)
    attentions = _attentions(query)
    stations, words = _stations(connection, election, query)
    wards = None
    if stations is None and (place is not None or not known.everywhere):
        wards = wards_in(connection, place, MOST_WARDS)
    filters = {
        "contest_ids": contest_ids,
        "attentions": sorted(attentions),
        "states": list(query.state) or None,
        "late": query.late,
        "rule": query.check,
        "missing": query.missing,
        "differ": query.differ,
        "findings": query.findings,
        "observed": False if query.observer == NOBODY else None,
        "words": words,
        "area_ids": [place.area_id] if place and wards is None else None,
    }
    total, most = None, None
    if stations is None:
        total, most = _rolled_up(connection, election, query, place=place, contest_ids=contest_ids)
        total = None if words else total
    small = most is not None and most <= MOST_GATHERED
    gather = stations is not None or wards is not None or small
    return Plan(query.order, filters, gather, wards, stations, total)


def find(connection: Connection, chosen: Plan, *, after: str | None, rows: int) -> Found:
    """Return the next `rows` rows of a plan. Raises `BoardRefused` for a forged mark."""
    mark = unpack(after, chosen.order) if after else None
    if not chosen.filters["attentions"] or not chosen.filters["contest_ids"]:
        return Found([], None, 0, True)
    found = (
        _gathered(connection, chosen, mark, rows)
        if chosen.gather
        else _walked(connection, chosen, mark, rows)
    )
    following = _mark(chosen.order, found[rows - 1], gathered=chosen.gather) if len(found) > rows else None
    keys = [(row.station_id, row.contest_id) for row in found[:rows]]
    total, exact = _total(connection, chosen, found, first=mark is None, rows=rows)
    return Found(keys, following, total, exact)


def dress(
    connection: Connection, election: OfficeElection, keys: list[tuple[int, int]]
) -> Iterator[BoardRow]:
    """Return the rows as pages show them, in the order of `keys`."""
    asked = {
        "station_ids": [station for station, _ in keys],
        "contest_ids": [contest for _, contest in keys],
    }
    rows = connection.execute(sql("board_rows"), asked).all() if keys else []
    areas = name_areas(connection, election, (area for row in rows for area in row.path_ids[1:]))
    people = observers(connection, sorted({row.station_id for row in rows}))
    for row in rows:
        yield _row(row, areas, people.get(row.station_id, ()))


def observers(connection: Connection, station_ids: list[int]) -> dict[int, tuple[BoardObserver, ...]]:
    """Return who is assigned to stations, for managers of them."""
    found: dict[int, tuple[BoardObserver, ...]] = {}
    for row in connection.execute(sql("board_people"), {"station_ids": station_ids}) if station_ids else ():
        one = BoardObserver(
            username=row.username,
            name=row.display_name,
            last_contact_at=row.last_at_utc,
            last_contact=row.last_kind,
        )
        found[row.station_id] = (*found.get(row.station_id, ()), one)
    return found


def _attentions(query: BoardQuery) -> set[int]:
    """Return the values of `attention` that the states and lateness asked for can have."""
    wanted = set().union(*(_ATTENTION[state] for state in query.state or BOARD_STATES))
    if query.late is not None:
        wanted &= {2} if query.late else {1, 3, 4, 5, 6}
    if query.check is not None:
        wanted &= {1}
    if query.order == "late":
        wanted &= {2, 3}
    return wanted


def _stations(
    connection: Connection, election: OfficeElection, query: BoardQuery
) -> tuple[list[int] | None, str | None]:
    """Return the stations that search and observer leave (`None`: any), and the words to filter by where they are too many."""
    found: set[int] | None = None
    words = None
    if query.q is not None:
        asked = {"election_id": election.election_id, "words": _like(query.q), "most": MOST_STATIONS + 1}
        stations = set(connection.execute(sql("board_find_stations"), asked).scalars())
        found, words = (stations, None) if len(stations) <= MOST_STATIONS else (None, _like(query.q))
    if query.observer not in (None, NOBODY):
        asked = {"words": _like(query.observer or ""), "most": MOST_STATIONS + 1}
        observed = set(connection.execute(sql("board_find_observed"), asked).scalar_one())
        if len(observed) > MOST_STATIONS:
            raise BoardRefused("observer", N_("Too many people have this name: type more of it."))
        found = observed if found is None else found & observed
    return (None if found is None else sorted(found)), words


def _like(words: str) -> str:
    return "%" + "%".join(escape_like(word) for word in words.split()) + "%"


def _rolled_up(
    connection: Connection,
    election: OfficeElection,
    query: BoardQuery,
    *,
    place: Place | None,
    contest_ids: list[int],
) -> tuple[int | None, int]:
    """Return how many rows match, where the rollup knows it, and how many match at most.

    It knows states and lateness together, or one other filter alone.
    """
    rows = sums(connection, election, contest_ids, place=place)
    counts = add_counts(rows)
    known = [_of_states(query, counts)]
    if query.check is not None or query.missing is not None:
        named = named_sums(connection, election, contest_ids, place)
        if query.check is not None:
            known.append(named.get(("rule", query.check), 0))
        if query.missing is not None:
            known.append(counts.total - named.get(("source", query.missing), 0))
    for name, value in (("differ", query.differ), ("findings", query.findings)):
        if value is not None:
            flagged = sum(int(getattr(row, name)) for row in rows)
            known.append(flagged if value else counts.total - flagged)
    if query.observer == NOBODY:
        known.append(sum(int(row.unobserved) for row in rows))
    by_state = bool(query.state) or query.late is not None or query.order == "late"
    exact = len(known) == 1 or (len(known) == 2 and not by_state)
    return (known[-1] if exact else None), min(known)


def _of_states(query: BoardQuery, counts: BoardCounts) -> int:
    states = set(query.state or BOARD_STATES)
    if query.order == "late":
        states &= {"not_reported"}
    if query.late is not None and query.late:
        return counts.late if "not_reported" in states else 0
    total = sum(int(getattr(counts, state)) for state in states)
    return total - counts.late if query.late is False and "not_reported" in states else total


def _gathered(connection: Connection, chosen: Plan, mark: Mark | None, rows: int) -> list[Row[Any]]:
    keys = mark.keys if mark else ()
    first, second = (
        (keys if len(keys) == 2 else (0, *keys)) if keys and chosen.order != "code" else (None, None)
    )
    asked = {
        **chosen.filters,
        "ward_ids": chosen.wards,
        "station_ids": chosen.stations,
        "order": chosen.order,
        "after_key1": first,
        "after_key2": second,
        "after_code": keys[0] if keys and chosen.order == "code" else None,
        "after_station": mark.station_id if mark else None,
        "after_contest": mark.contest_id if mark else None,
        "rows": rows + 1,
    }
    return list(connection.execute(sql("board_gather"), asked))


def _walked(connection: Connection, chosen: Plan, mark: Mark | None, rows: int) -> list[Row[Any]]:
    connection.execute(sql("board_walking"), {"free": "off"})
    asked: dict[str, Any] = {
        **chosen.filters,
        "after_station": mark.station_id if mark else 0,
        "after_contest": mark.contest_id if mark else 0,
        "rows": rows + 1,
    }
    if chosen.order == "attention":
        found = _walked_attention(connection, asked, mark)
    elif chosen.order == "code":
        asked["after_code"] = mark.keys[0] if mark else ""
        found = list(connection.execute(sql("board_walk_code"), asked))
    else:
        asked["after_key"] = mark.keys[0] if mark else _LEAST_KEY
        walk = "board_walk_received" if chosen.order == "received" else "board_walk_late"
        found = list(connection.execute(sql(walk), asked))
    connection.execute(sql("board_walking"), {"free": "on"})
    return found


def _walked_attention(connection: Connection, asked: dict[str, Any], mark: Mark | None) -> list[Row[Any]]:
    """Walk one value of attention after the other, until there are enough rows."""
    attention, key = mark.keys if mark else (0, 0)
    wanted = asked["rows"]
    found: list[Row[Any]] = []
    for value in asked["attentions"]:
        if value >= int(attention) and len(found) < wanted:
            more = {"after_attention": attention, "after_key": key, "attentions": [value]}
            more["rows"] = wanted - len(found)
            found += connection.execute(sql("board_walk_attention"), {**asked, **more})
    return found


def _mark(order: str, row: Row[Any], *, gathered: bool) -> Mark:
    keys: tuple[int | str, ...]
    if order == "code":
        keys = (row.station_code,)
    elif order == "attention":
        keys = (row.key1, row.key2) if gathered else (row.attention, row.attention_key)
    elif gathered:
        keys = (row.key2,)
    else:
        keys = (row.received_key if order == "received" else row.late_key,)
    return Mark(order, keys, row.station_id, row.contest_id)


def _total(
    connection: Connection, chosen: Plan, found: list[Row[Any]], *, first: bool, rows: int
) -> tuple[int, bool]:
    """Return how many rows match in all, and whether that is exact."""
    if chosen.gather and found:
        return int(found[0].total), True
    if first and len(found) <= rows:
        return len(found), True
    if chosen.total is not None:
        return chosen.total, True
    counted = connection.execute(sql("board_count"), {**chosen.filters, "most": MOST_COUNTED}).scalar_one()
    return int(counted), int(counted) < MOST_COUNTED


def _row(row: Row[Any], areas: dict[int, AreaRef], people: tuple[BoardObserver, ...]) -> BoardRow:
    return BoardRow(
        station=row.station_code,
        station_name=row.station_name,
        contest=row.contest,
        contest_title=row.contest_title,
        where=tuple(areas[area] for area in row.path_ids[1:] if area in areas),
        state=row.state,
        late=row.is_late,
        attention=row.attention,
        received_at=row.received_at_utc,
        expected_at=row.expected_at_utc,
        expected_from=_explained(row),
        form=row.form_uid,
        hold_rule=row.hold_rule,
        hold_detail=row.hold_detail,
        findings=row.findings,
        sources=tuple(row.sources),
        sources_differ=row.sources_differ,
        observers=people,
        contact=_contact(row),
        seq=row.board_seq,
    )


def _explained(row: Row[Any]) -> ExpectedFrom | None:
    learnt = row.expected_from
    if learnt is None or row.expected_at_utc is None:
        return None
    if learnt["of"] == "centre":
        name, arrived, every = row.centre, learnt["in"], learnt["all"]
    else:
        name, arrived, every = row.of_name or "", row.of_arrived or 0, row.of_stations or 0
    return ExpectedFrom(of=learnt["of"], name=name, arrived=arrived, all=every, middle_at=row.expected_at_utc)


def _contact(row: Row[Any]) -> StationContact | None:
    if row.contact_at is None:
        return None
    return StationContact(
        at=row.contact_at,
        by=row.contact_by or "",
        kind=row.contact_kind,
        note=row.contact_note,
        promised_at=row.contact_promised,
        contest=row.contact_contest,
    )
