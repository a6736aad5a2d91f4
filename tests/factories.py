"""Fictional documents for tests and previews: a small country that exists nowhere, with votes made from a seed.

`contest_view(...)` gives what a contest page draws from; keywords choose how far the count is. No real place, party
or person is named.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from components.i18n import get_translator
from components.urls import UrlBuilder
from components.view import ContestView
from data.records import (
    Area,
    AreaRef,
    Baseline,
    CandidateTotal,
    Changes,
    ChildTotal,
    ContestChange,
    ContestLine,
    Estimate,
    HeldForm,
    HeldForms,
    HistoryPoint,
    Hold,
    JustIn,
    OtherSource,
    Party,
    Pointer,
    RaceLine,
    ResultsDocument,
    SeatLine,
    StationCounts,
    VersionIndex,
    VersionLine,
    VoteTotals,
    WardStations,
    WinCondition,
    WinState,
)

NIGHT = datetime(2031, 5, 4, 17, 50, tzinfo=UTC)
ELECTION = "zamia-2031"
PLACES = (
    "Amberley", "Bexhill Cross", "Corran", "Dunmarrow", "Eastmere", "Farholt", "Gillan", "Harrow Point", "Isker",
    "Jorvik Sands", "Kelder", "Lowenna", "Marrin", "Northmoor", "Ostrava Bay", "Pendle", "Quarrel", "Rushford",
    "Selwyn", "Tarn Head", "Ullin", "Vesper", "Wending", "Yarrowby",
)  # fmt: skip
PARTIES = (
    Party(code="HRN", name="Heron Party", abbreviation="Heron", color="#f2c230"),
    Party(code="TID", name="Tidal Movement", abbreviation="Tidal", color="#1f6fb5"),
    Party(code="FRN", name="Fern Alliance", abbreviation="Fern", color="#2e8b57"),
    Party(code="KLN", name="Kiln Workers", abbreviation="Kiln", color="#8c564b"),
)
PEOPLE = (
    ("imara", "Delphine Imara"),
    ("otundo", "Barnaby Otundo"),
    ("quill", "Sefu Quill"),
    ("vantongeren", "Mirte van Tongeren"),
)


def candidates(
    votes: Sequence[int], *, parties: Sequence[Party | None] = PARTIES
) -> tuple[CandidateTotal, ...]:
    """Make candidates with these votes; shares are of their sum, unknown when it is 0."""
    whole = sum(votes)
    made = []
    for place, count in enumerate(votes):
        code, name = PEOPLE[place] if place < len(PEOPLE) else (f"c{place}", f"Candidate Number{place}")
        made.append(
            CandidateTotal(
                code=code,
                name=name,
                party=parties[place] if place < len(parties) else None,
                votes=count,
                share_pct=round(100 * count / whole, 2) if whole else None,
                ballot_order=place + 1,
            )
        )
    return tuple(made)


def child(
    code: str, name: str, *, total: int = 100, counted: int = 60, level: str = "county", **changes: Any
) -> ChildTotal:
    """Make one sub-area; nothing counted makes it not reported."""
    if not counted:
        base = ChildTotal(
            code=code, name=name, level=level, registered=total * 500,
            stations=StationCounts(total=total, reported=0, counted=0),
        )  # fmt: skip
        return replace(base, **changes)
    votes = changes.pop(
        "votes",
        {"imara": counted * 150, "otundo": counted * 90, "quill": counted * 4, "vantongeren": counted * 2},
    )
    order = sorted(votes, key=lambda c: -votes[c])
    valid = sum(votes.values())
    margin = votes[order[0]] - votes[order[1]] if len(order) > 1 else valid
    made = ChildTotal(
        code=code,
        name=name,
        level=level,
        stations=StationCounts(total=total, reported=counted, counted=counted, verified=counted),
        registered=total * 500,
        valid=valid,
        votes=votes,
        leader=order[0] if margin else None,
        margin_votes=margin,
        margin_pp=round(100 * margin / valid, 2) if valid else None,
    )
    return replace(made, **changes)


def country(*, counted: float = 0.4, out: int = 5, seed: int = 7) -> ResultsDocument:
    """Make the document of a presidential contest in a country of 24 counties, some of them not reported."""
    dice = random.Random(seed)
    children = tuple(
        _county(place, name, dice, counted if place >= out else 0.0) for place, name in enumerate(PLACES)
    )
    return document_of(children)


def _county(place: int, name: str, dice: random.Random, counted: float) -> ChildTotal:
    total = dice.randint(180, 2400)
    done = round(total * min(1.0, max(0.02, dice.gauss(counted, 0.2)))) if counted else 0
    lean = dice.uniform(-0.4, 0.4)
    size = done * dice.randint(180, 330)
    first, second = int(size * (0.51 + lean)), int(size * (0.47 - lean))
    votes = {"imara": first, "otundo": second, "quill": int(size * 0.012), "vantongeren": int(size * 0.004)}
    earlier = {"otundo": round(45 - 60 * lean, 2), "ferrant": round(53 + 60 * lean, 2)}
    code = f"{place + 1:03d}"
    if not done:
        return child(code, name, total=total, counted=0, baseline=earlier)
    return child(
        code,
        name,
        total=total,
        counted=done,
        votes=votes,
        baseline=earlier,
        swing={"otundo": round(dice.gauss(0, 8), 2)},
    )


def document_of(children: Sequence[ChildTotal], **changes: Any) -> ResultsDocument:
    """Sum sub-areas up to the document of the whole country."""
    codes = [code for code, _ in PEOPLE]
    votes = [sum(c.votes.get(code, 0) for c in children) for code in codes]
    made = tuple(sorted(candidates(votes), key=lambda c: (-c.votes, c.ballot_order)))
    total = sum(c.stations.total or 0 for c in children)
    counted = sum(c.stations.counted or 0 for c in children)
    disputed = 9 if counted else 0
    margin = made[0].votes - made[1].votes
    valid = sum(votes)
    document = ResultsDocument(
        election=ELECTION,
        election_title="General election of Zamia, 4 May 2031",
        election_date="2031-05-04",
        contest="president",
        contest_title="President",
        contest_level="country",
        version=812,
        published_at=NIGHT,
        as_of=NIGHT,
        timezone="Africa/Nairobi",
        status="unofficial-complete" if counted == total else "unofficial-partial",
        is_test=True,
        area=Area(code="ZM", name="Zamia", level="country"),
        child_level="county",
        stations=StationCounts(total=total, reported=counted + disputed, counted=counted, verified=counted, disputed=disputed),
        votes=VoteTotals(registered=total * 500, valid=valid if counted else None),
        candidates=made,
        leader=made[0].code if margin else None,
        margin_votes=margin if valid else None,
        margin_pp=round(100 * margin / valid, 2) if valid else None,
        children=tuple(children),
        win=_win(children, made),
        registered_counted_estimate=_estimate(counted, total),
        history=_history(counted, votes),
        just_in=_just_in(children) if counted else (),
        baseline=Baseline(
            election="zamia-2026", title="General election of Zamia, 2026", date="2026-05-03",
            candidates={"otundo": "Barnaby Otundo", "ferrant": "Osric Ferrant"}, shares={"ferrant": 53.2, "otundo": 46.1},
        ),
        geometry=None,
    )  # fmt: skip
    return replace(document, **changes)


def _estimate(counted: int, total: int) -> Estimate | None:
    if not counted or not total:
        return None
    return Estimate(
        value=counted * 480, pct=round(100 * counted * 480 / (total * 500), 2),
        reason="register_by_county",
    )  # fmt: skip


def _win(children: Sequence[ChildTotal], made: Sequence[CandidateTotal]) -> WinState:
    conditions = []
    for candidate in made:
        shares = [c.votes.get(candidate.code, 0) / (c.valid or 1) for c in children if c.valid]
        met = sum(part >= 0.25 for part in shares)
        conditions.append(
            WinCondition(
                candidate=candidate.code,
                share_pct=candidate.share_pct,
                share_met=(candidate.share_pct or 0) > 50,
                spread_met_areas=met,
                spread_below_areas=len(shares) - met,
                spread_unreported_areas=len(children) - len(shares),
                spread_needed=13,
            )
        )
    return WinState(
        kind="majority_with_spread", share_pct=50, spread_level="county", spread_share_pct=25, spread_areas=13,
        spread_areas_total=len(children), conditions=tuple(conditions),
    )  # fmt: skip


def _history(counted: int, votes: Sequence[int]) -> tuple[HistoryPoint, ...]:
    if not counted:
        return ()
    points = []
    for step in range(1, 41):
        part = (step / 40) ** 1.7
        drift = 1 + 0.25 * (1 - part)
        shares = {
            code: int(v * part * (drift if place == 0 else 1))
            for place, ((code, _), v) in enumerate(zip(PEOPLE, votes, strict=True))
        }
        points.append(
            HistoryPoint(
                at=NIGHT - timedelta(minutes=6 * (40 - step)), counted=int(counted * part), votes=shares
            )
        )
    return tuple(points)


def _just_in(children: Sequence[ChildTotal]) -> tuple[JustIn, ...]:
    reported = [c for c in children if c.stations.counted][:6]
    return tuple(
        JustIn(
            station=AreaRef(code=f"{c.code}0042", name=f"{c.name} Primary School {n + 1}", level="station"),
            area=AreaRef(code=c.code, name=c.name, level=c.level),
            received_at=NIGHT - timedelta(minutes=n),
            votes={"imara": 120 + n, "otundo": 98 - n},
        )
        for n, c in enumerate(reported)
    )


def squares(parent: AreaRef, *, wards: int = 4, seed: int = 3) -> tuple[WardStations, ...]:
    """Make the squares of some wards."""
    dice = random.Random(seed)
    return tuple(
        WardStations(
            ward=AreaRef(code=f"{parent.code}-{n}", name=f"{PLACES[(n * 5) % 24]} Ward", level="ward"),
            parent=parent,
            states="".join(dice.choices("vnpd", weights=(50, 30, 6, 2), k=dice.randint(8, 50))),
        )
        for n in range(wards)
    )


def county(code: str = "006") -> ResultsDocument:
    """Make the document of one county with five constituencies and the squares of its wards."""
    parent = country()
    mine = next(c for c in parent.children if c.code == code)
    names = ("North", "East", "West", "Central", "South")
    dice = random.Random(1)
    children = []
    for place, name in enumerate(names):
        done = dice.randint(40, 120)
        votes = {
            "imara": done * dice.randint(120, 170),
            "otundo": done * dice.randint(120, 165),
            "quill": done,
            "vantongeren": done // 2,
        }
        children.append(
            child(
                f"{code}-{place}",
                f"{mine.name} {name}",
                total=150,
                counted=done,
                level="constituency",
                votes=votes,
            )
        )
    refs = [AreaRef(code=c.code, name=c.name, level=c.level) for c in children]
    wards = tuple(ward for n, ref in enumerate(refs) for ward in squares(ref, seed=n))
    return document_of(
        children,
        area=Area(
            code=code,
            name=mine.name,
            level="county",
            path=(AreaRef(code="ZM", name="Zamia", level="country"),),
        ),
        child_level="constituency",
        win=None,
        ward_stations=wards,
    )


def ward() -> ResultsDocument:
    """Make the document of a ward: its stations with forms in every state."""
    stations = []
    for place, state in enumerate(("verified", "confirmed", "preliminary", "disputed", None, "verified")):
        counted = int(state in ("verified", "confirmed"))
        base = child(
            f"00600{place}",
            f"Lowenna Primary School {place + 1}",
            total=1,
            counted=int(state is not None),
            level="station",
        )
        states = {name: int(name == state) for name in ("preliminary", "verified", "confirmed", "disputed")}
        stations.append(
            replace(
                base,
                state=state,
                stations=StationCounts(total=1, reported=int(state is not None), counted=counted, **states),
                received_at=NIGHT - timedelta(minutes=place) if state else None,
                hold_rule="over_registered" if state == "disputed" else None,
            )
        )
    path = (
        AreaRef(code="ZM", name="Zamia", level="country"),
        AreaRef(code="006", name="Farholt", level="county"),
        AreaRef(code="006-0", name="Farholt North", level="constituency"),
    )
    document = document_of(
        stations,
        area=Area(code="006-0-1", name="Lowenna Ward", level="ward", path=path),
        child_level="station",
        win=None,
    )
    states = StationCounts(total=6, reported=5, counted=3, verified=2, confirmed=1, preliminary=1, disputed=1)
    return replace(document, stations=states)


def governors(*, races: int = 24, reported: int = 15, level: str = "county") -> ResultsDocument:
    """Make a contest seen from above its races."""
    dice = random.Random(5)
    lines, children = [], []
    for place in range(races):
        code, name = f"{place + 1:03d}", PLACES[place % 24] + ("" if place < 24 else f" {place // 24 + 1}")
        ref = AreaRef(code=code, name=name, level=level)
        if place >= reported:
            children.append(child(code, name, total=90, counted=0, level=level))
            lines.append(_race(ref, None, None, children[-1]))
            continue
        first, second = dice.sample(PARTIES, 2)
        votes = {f"{code}a": dice.randint(9000, 20000), f"{code}b": dice.randint(4000, 9000)}
        children.append(child(code, name, total=90, counted=dice.randint(10, 90), level=level, votes=votes))
        lines.append(_race(ref, first, second, children[-1]))
    seats = {}
    for line in lines:
        if line.party:
            old = seats.get(line.party.code, SeatLine(party=line.party, leading=0, complete=0))
            seats[line.party.code] = replace(
                old, leading=old.leading + 1, complete=old.complete + int(line.complete)
            )
    base = document_of(
        children, candidates=(), leader=None, margin_votes=None, margin_pp=None, win=None,
        contest="governor", contest_title="Governor", contest_level=level, baseline=None, history=(), just_in=(),
    )  # fmt: skip
    return replace(base, races=tuple(lines), seats=tuple(sorted(seats.values(), key=lambda s: -s.leading)))


def assembly() -> ResultsDocument:
    """Make a chamber of 120 seats, 80 of them with forms."""
    made = governors(races=120, reported=80, level="constituency")
    return replace(made, contest="assembly", contest_title="National Assembly", contest_level="constituency")


def with_turnout(document: ResultsDocument) -> ResultsDocument:
    """State ballots cast, rejected ballots and turnout on every counted form."""
    rows = tuple(
        replace(c, cast=c.valid + 40, rejected=40, turnout_pct=round(30 + 7.3 * (n % 8), 2)) if c.valid else c
        for n, c in enumerate(document.children)
    )
    votes = replace(
        document.votes,
        cast=sum(c.cast or 0 for c in rows),
        rejected=sum(c.rejected or 0 for c in rows),
        registered_counted=4_000_000,
        turnout_pct=58.31,
    )
    return replace(document, children=rows, votes=votes, registered_counted_estimate=None)


def changes() -> Changes:
    """Make a list of versions with a correction in it."""
    change = ContestChange(
        contest="president", counted=7379, counted_before=7210, disputed=9, valid=1_845_884, leader="otundo",
        leader_name="Barnaby Otundo", margin_pp=2.83, documents=41,
    )  # fmt: skip
    lines = [
        VersionLine(
            version=812 - n,
            published_at=NIGHT - timedelta(minutes=n),
            kind="correction" if n == 1 else "count",
            reason="Form 006004 was typed with an extra digit." if n == 1 else "",
            forms=169 - n,
            corrections=int(n == 1),
            manifest_sha256="9f" * 32,
            contests=(change,),
        )
        for n in range(4)
    ]
    return Changes(election=ELECTION, version=812, versions=tuple(lines), older=808)


def held() -> HeldForms:
    """Make two forms that are held out."""
    rules = (("over_registered", "731 votes are more than the 700 registered voters."), ("all_zero", ""))
    forms = [
        HeldForm(
            contest="president",
            station=AreaRef(code=f"00600{n}", name=f"Lowenna Primary School {n}", level="station"),
            area=AreaRef(code="006-0-1", name="Lowenna Ward", level="ward"),
            rule=rule,
            detail=detail,
            votes={"imara": 731, "otundo": 0},
            received_at=NIGHT,
        )
        for n, (rule, detail) in enumerate(rules)
    ]
    return HeldForms(election=ELECTION, version=812, forms=tuple(forms))


@dataclass(frozen=True)
class Hit:
    """One thing found."""

    code: str
    name: str
    level: str
    path: tuple[AreaRef, ...]
    contest: str | None = None
    party: str | None = None
    registered: int | None = None


@dataclass(frozen=True)
class Found:
    """What a search found."""

    areas: tuple[Hit, ...] = ()
    candidates: tuple[Hit, ...] = ()
    stations: tuple[Hit, ...] = ()


def found() -> Found:
    """Make one result of each kind."""
    root = AreaRef(code="ZM", name="Zamia", level="country")
    corran = AreaRef(code="003", name="Corran", level="county")
    return Found(
        areas=(Hit("003", "Corran", "county", (root, corran), registered=282_500),),
        candidates=(
            Hit("corr", "Ama Corrander", "", (root, corran), contest="president", party="Heron Party"),
        ),
        stations=(Hit("0030042", "Corran Primary School 1", "station", (root, corran), registered=512),),
    )


def _race(ref: AreaRef, party: Party | None, second: Party | None, row: ChildTotal) -> RaceLine:
    names = list(row.votes)
    return RaceLine(
        area=ref,
        leader=row.leader,
        leader_name=f"Leader of {ref.name}" if row.leader else None,
        party=party,
        second=names[1] if names else None,
        second_name=f"Second of {ref.name}" if names else None,
        second_party=second,
        votes=row.votes.get(row.leader) if row.leader else None,
        second_votes=row.votes.get(names[1]) if names else None,
        valid=row.valid,
        margin_votes=row.margin_votes,
        margin_pp=row.margin_pp,
        share_pct=None,
        stations=row.stations,
        complete=bool(row.stations.counted) and row.stations.counted == row.stations.total,
    )


def other_source() -> OtherSource:
    """Make declared totals of the presidential race."""
    return OtherSource(
        source="declared",
        areas=24,
        stations=0,
        valid=9_000_000,
        votes={"imara": 4_500_000, "otundo": 4_400_000},
    )


def grid_topology(codes: Sequence[str], *, columns: int = 6) -> dict[str, Any]:
    """Make TopoJSON of squares in a grid that share their arcs, two decimals of a degree each."""
    arcs: list[list[list[float]]] = []
    edges: dict[tuple[int, int, int, int], int] = {}

    def edge(a: tuple[int, int], b: tuple[int, int]) -> int:
        key = (*min(a, b), *max(a, b))
        if key not in edges:
            first, last = (key[0], key[1]), (key[2], key[3])
            middle = ((first[0] + last[0]) / 2 + 0.12, (first[1] + last[1]) / 2 + 0.1)
            edges[key] = len(arcs)
            arcs.append([list(first), list(middle), list(last)])
        return edges[key] if (a, b) == ((key[0], key[1]), (key[2], key[3])) else ~edges[key]

    geometries = []
    for place, code in enumerate(codes):
        x, y = place % columns, place // columns
        corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
        ring = [edge(corners[n], corners[(n + 1) % 4]) for n in range(4)]
        geometries.append({"type": "Polygon", "arcs": [ring], "properties": {"code": code, "name": code}})
    return {
        "type": "Topology",
        "objects": {"areas": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": arcs,
    }


def index_of(document: ResultsDocument, *, contests: Sequence[ContestLine] = ()) -> VersionIndex:
    """Make the index that goes with a document."""
    line = ContestLine(
        code=document.contest,
        title=document.contest_title,
        level=document.contest_level,
        status=document.status,
        win_rule={"kind": "plurality"},
        races=max(len(document.races), 1),
        races_reported=sum(1 for race in document.races if race.stations.counted),
        stations=document.stations,
        levels_published=("country", "county", "constituency", "ward"),
    )
    return VersionIndex(
        election=document.election,
        title=document.election_title,
        date=document.election_date,
        type="general",
        timezone=document.timezone,
        version=document.version,
        published_at=document.published_at,
        status=document.status,
        is_test=document.is_test,
        levels=("country", "county", "constituency", "ward"),
        root="ZM",
        contests=tuple(contests) or (line,),
        parties=PARTIES,
        geometry={},
        documents={},
        files={},
    )


def pointer_of(document: ResultsDocument, **changes: Any) -> Pointer:
    """Make the pointer that goes with a document."""
    pointer = Pointer(
        election=document.election,
        version=document.version,
        published_at=document.published_at,
        status=document.status,
        is_test=document.is_test,
        manifest_sha256="0" * 64,
        hold=Hold(),
        checked_at=document.published_at,
    )
    return replace(pointer, **changes)


def contest_view(
    document: ResultsDocument | None = None, *, lang: str = "en", shapes: bool = True, **changes: Any
) -> ContestView:
    """Make the view of a contest page in a language; `shapes` gives it a map."""
    document = document or country()
    drawn = shapes and document.child_level not in (None, "station") and document.children
    geometry = grid_topology([c.code for c in document.children]) if drawn else None
    values: dict[str, Any] = {
        "document": document,
        "index": index_of(document),
        "pointer": pointer_of(document),
        "t": get_translator(lang),
        "urls": UrlBuilder(lang, "ZM"),
        "geometry": geometry,
    }
    return ContestView(**(values | changes))
