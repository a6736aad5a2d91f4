"""A tiny published store of a fictional country, written without database or publisher.

Called by the browser tests and by nobody else. The figures are summed from invented station forms with
plain loops, so that every document is consistent; it must never be used by the product itself.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import msgspec
import shapely
import topojson

from data import records as r

ROOT = r.AreaRef(code="ZA0", name="Zamara", level="country")
LEVELS = ("country", "county", "constituency", "ward")
COUNTIES = (
    "Amari Coast",
    "Belo Highlands",
    "Chanda",
    "Dorova",
    "Embele",
    "Fasha Plains",
    "Gomari",
    "Hesi",
    "Imara Lakes",
    "Jendo",
    "Kasumba",
    "Lutara </script>",
)
PARTIES = (
    r.Party(code="SUN", name="Sunrise Alliance", abbreviation="SUN", color="#f2c230"),
    r.Party(code="LAKE", name="Lake Congress", abbreviation="LAKE", color="#1f6fb5"),
    r.Party(code="FERN", name="Fern Party", abbreviation="FERN", color="#2e8b57"),
    r.Party(code="CLAY", name="Clay Union", abbreviation="CLAY", color=None),
)
PRESIDENT = (("asha", "Asha Belo"), ("juma", "Juma Dorova"), ("neema", "Neema Hesi"), ("otto", "Otto Imara"))
STARTED = datetime(2031, 8, 9, 14, 0, tzinfo=UTC)


@dataclass
class Node:
    """One area of the fictional tree with its polygon and its stations."""

    ref: r.AreaRef
    parent: Node | None
    shape: shapely.Geometry | None = None
    children: list[Node] = field(default_factory=list)
    stations: list[r.StationPlace] = field(default_factory=list)

    def path(self) -> tuple[r.AreaRef, ...]:
        """Ancestors from the root down."""
        return () if self.parent is None else (*self.parent.path(), self.parent.ref)

    def walk(self) -> Iterable[Node]:
        """This area and everything below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Form:
    """One invented station form."""

    station: r.StationPlace
    ward: Node
    at: datetime
    votes: dict[str, int]
    state: str


class Country:
    """Twelve counties of three constituencies of three wards of four stations, with organic-looking borders."""

    def __init__(self, seed: int = 7) -> None:
        self.random = random.Random(seed)
        self.root = Node(ROOT, None)
        self._grid()

    def _grid(self) -> None:
        rnd = self.random
        points: dict[tuple[int, int], tuple[float, float]] = {}
        for x in range(13):
            for y in range(10):
                points[x, y] = (
                    34.0 + x * 0.55 + rnd.uniform(-0.16, 0.16),
                    -4.4 + y * 0.62 + rnd.uniform(-0.18, 0.18),
                )
        for number, name in enumerate(COUNTIES):
            column, row = number % 4, number // 4
            county = self._child(self.root, f"{number + 1:03d}", name, "county")
            for a in range(3):
                seat = self._child(
                    county,
                    f"{county.ref.code}{a + 1}",
                    f"{name} {['West', 'Central', 'East'][a]}",
                    "constituency",
                )
                for b in range(3):
                    x, y = column * 3 + a, row * 3 + b
                    ward = self._child(
                        seat, f"{seat.ref.code}{b + 1}", f"{name} ward {a * 3 + b + 1}", "ward"
                    )
                    ring = [points[x, y], points[x + 1, y], points[x + 1, y + 1], points[x, y + 1]]
                    ward.shape = shapely.Polygon(ring)
                    self._stations(ward)
                seat.shape = shapely.union_all([w.shape for w in seat.children])
            county.shape = shapely.union_all([s.shape for s in county.children])
        self.root.children[-1].shape = None

    def _child(self, parent: Node, code: str, name: str, level: str) -> Node:
        node = Node(r.AreaRef(code=code, name=name, level=level), parent)
        parent.children.append(node)
        return node

    def _stations(self, ward: Node) -> None:
        for n in range(4):
            registered = self.random.randint(250, 700)
            ward.stations.append(
                r.StationPlace(
                    code=f"{ward.ref.code}{n + 1:02d}",
                    name=f"{ward.ref.name} Primary School {n + 1}",
                    area=ward.ref.code,
                    registered=registered,
                    latitude=-1.0,
                    longitude=36.0,
                )
            )


def forms_of(country: Country, contest: str, candidates: Iterable[str]) -> list[Form]:
    """All forms of one contest in the order they arrive; one in forty is disputed."""
    rnd = random.Random(f"{contest}-forms")
    wards = [n for n in country.root.walk() if n.ref.level == "ward"]
    made: list[Form] = []
    for ward in wards:
        lean = random.Random(f"{contest}-{ward.ref.code[:3]}").random()
        for station in ward.stations:
            cast = int((station.registered or 0) * rnd.uniform(0.55, 0.8))
            names = list(candidates)
            first = int(cast * min(0.93, max(0.05, lean * 0.9 + rnd.uniform(-0.06, 0.06))))
            votes = dict.fromkeys(names, 0)
            votes[names[0]] = first
            rest = cast - first
            for name in names[2:]:
                votes[name] = int(rest * 0.015)
            votes[names[1]] = cast - sum(votes.values())
            state = "disputed" if rnd.random() < 1 / 40 else "verified"
            delay = rnd.gauss(150, 50) + int(ward.ref.code[:3]) * 9
            made.append(Form(station, ward, STARTED + timedelta(minutes=max(5, delay)), votes, state))
    made.sort(key=lambda f: f.at)
    return made


class StoreWriter:
    """Writes versions of the fictional election into a directory laid out like the publisher's."""

    def __init__(self, root: Path, *, election: str = "za-2031-general", is_test: bool = False) -> None:
        self.root = root
        self.election = election
        self.is_test = is_test
        self.country = Country()
        self.forms = {
            "president": forms_of(self.country, "president", [c for c, _ in PRESIDENT]),
            "governor": forms_of(self.country, "governor", ["a", "b", "c"]),
        }
        self.geometry: dict[str, str] = {}
        self._write_geometry()

    # -- geometry ---------------------------------------------------------------------------------

    def _write_geometry(self) -> None:
        for node in self.country.root.walk():
            shaped = [c for c in node.children if c.shape is not None]
            if not shaped:
                continue
            features = [
                {
                    "type": "Feature",
                    "properties": {"code": c.ref.code, "name": c.ref.name},
                    "geometry": shapely.geometry.mapping(c.shape),
                }
                for c in shaped
            ]
            topology = topojson.Topology(
                {"type": "FeatureCollection", "features": features}, object_name="areas", prequantize=20000
            )
            body = json.dumps(json.loads(topology.to_json()), separators=(",", ":")).encode()
            sha = hashlib.sha256(body).hexdigest()
            self._write(self.root / "geo" / f"{sha}.json", body)
            self.geometry[node.ref.code] = sha

    # -- versions ---------------------------------------------------------------------------------

    def publish(self, version: int, share: float, *, checked_at: datetime | None = None) -> r.Pointer:
        """Writes version `version` with the given share of the forms counted and moves the pointer."""
        now = datetime.now(UTC)
        documents: dict[str, int] = {}
        contests = []
        for contest in ("president", "governor"):
            forms = self.forms[contest][: int(len(self.forms[contest]) * share)]
            docs = Contest(self, contest, forms, version, now).documents()
            for code, document in docs.items():
                documents[f"{contest}/{code}"] = version
                self._write(self._folder(version) / contest / f"{code}.json", msgspec.json.encode(document))
            contests.append(self._line(contest, docs[ROOT.code]))
        self._files(version)
        index = r.VersionIndex(
            election=self.election,
            title="General election 2031",
            date="2031-08-09",
            type="general",
            timezone="Africa/Nairobi",
            version=version,
            published_at=now,
            status="unofficial-partial",
            is_test=self.is_test,
            levels=LEVELS,
            root=ROOT.code,
            contests=tuple(contests),
            parties=PARTIES,
            geometry=self.geometry,
            documents=documents,
            files=dict.fromkeys(
                ("places.json", "stations.json", "held.json", "changes.json", "manifest.json"), version
            ),
        )
        self._write(self._folder(version) / "index.json", msgspec.json.encode(index))
        return self.point(version, published_at=now, checked_at=checked_at or now)

    def point(self, version: int, *, published_at: datetime, checked_at: datetime) -> r.Pointer:
        """Moves the pointer to an existing version, as the publisher does: one atomic rename."""
        pointer = r.Pointer(
            election=self.election,
            version=version,
            published_at=published_at,
            status="unofficial-partial",
            is_test=self.is_test,
            manifest_sha256="0" * 64,
            hold=r.Hold(),
            checked_at=checked_at,
        )
        self._write(self.root / self.election / "latest.json", msgspec.json.encode(pointer))
        return pointer

    def hold(self, version: int, reason: str) -> None:
        """Keeps the pointer where it is and says why, as `matokeo publish hold` does."""
        now = datetime.now(UTC)
        pointer = self.point(version, published_at=now, checked_at=now)
        held = r.Hold(mode="hold", reason=reason, since=now)
        body = msgspec.json.encode(msgspec.structs.replace(pointer, hold=held))
        self._write(self.root / self.election / "latest.json", body)

    def _folder(self, version: int) -> Path:
        return self.root / self.election / f"v{version}"

    def _line(self, contest: str, document: r.ResultsDocument) -> r.ContestLine:
        national = contest == "president"
        return r.ContestLine(
            code=contest,
            title="President" if national else "Governor",
            level="country" if national else "county",
            status="unofficial-partial",
            win_rule={"kind": "majority_spread" if national else "plurality"},
            races=1 if national else 12,
            races_reported=1 if national else sum(1 for x in document.races if x.stations.counted),
            stations=document.stations,
            levels_published=LEVELS,
            candidates=tuple(c for c, _ in PRESIDENT) if national else (),
        )

    def _files(self, version: int) -> None:
        places, stations = [], []
        for node in self.country.root.walk():
            below = [s for n in node.walk() for s in n.stations]
            siblings = (
                [] if node.parent is None else [c.ref.code for c in node.parent.children if c is not node]
            )
            places.append(
                r.Place(
                    code=node.ref.code,
                    name=node.ref.name,
                    level=node.ref.level,
                    parent=node.parent.ref.code if node.parent else None,
                    stations=len(below),
                    registered=sum(s.registered or 0 for s in below),
                    neighbours=tuple(siblings[:4]),
                )
            )
            stations.extend(node.stations)
        candidates = tuple(
            r.CandidatePlace(code=c, name=n, contest="president", area=ROOT.code, party=p.code)
            for (c, n), p in zip(PRESIDENT, PARTIES, strict=True)
        )
        changes = r.VersionLine(
            version=version,
            published_at=datetime.now(UTC),
            kind="count",
            reason="Forms counted",
            forms=12,
            corrections=0,
            manifest_sha256="0" * 64,
            contests=(),
        )
        manifest = r.Manifest(
            election=self.election,
            version=version,
            published_at=datetime.now(UTC),
            is_test=self.is_test,
            previous_version=None,
            previous_sha256=None,
            public_key="",
            files={},
        )
        for name, record in {
            "places.json": r.Places(election=self.election, areas=tuple(places), candidates=candidates),
            "stations.json": r.Stations(election=self.election, stations=tuple(stations)),
            "held.json": r.HeldForms(election=self.election, version=version, forms=()),
            "changes.json": r.Changes(election=self.election, version=version, versions=(changes,)),
            "manifest.json": manifest,
        }.items():
            self._write(self._folder(version) / name, msgspec.json.encode(record))

    def _write(self, path: Path, body: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        twins = {
            "": body,
            ".gz": gzip.compress(body, 5, mtime=0),
            ".br": brotli.compress(body, quality=4),
        }
        for suffix, content in twins.items():
            scratch = path.with_name(path.name + suffix + ".new")
            scratch.write_bytes(content)
            os.replace(scratch, path.with_name(path.name + suffix))


class Contest:
    """The documents of one contest at one version, summed from its counted forms."""

    def __init__(
        self, writer: StoreWriter, contest: str, forms: list[Form], version: int, now: datetime
    ) -> None:
        self.writer, self.code, self.forms, self.version, self.now = writer, contest, forms, version, now
        self.national = contest == "president"
        self.level = "country" if self.national else "county"
        self.below: dict[str, list[Form]] = defaultdict(list)
        for form in forms:
            node: Node | None = form.ward
            while node is not None:
                self.below[node.ref.code].append(form)
                node = node.parent

    def documents(self) -> dict[str, r.ResultsDocument]:
        """One document for every area of the country."""
        return {n.ref.code: self._document(n) for n in self.writer.country.root.walk()}

    def _names(self, node: Node) -> tuple[tuple[str, str], ...]:
        if self.national:
            return PRESIDENT
        code = node.ref.code[:3]
        return (("a", f"Amina of {code}"), ("b", f"Baraka of {code}"), ("c", f"Chole of {code}"))

    def _counts(self, node: Node) -> r.StationCounts:
        total = sum(len(n.stations) for n in node.walk())
        forms = self.below[node.ref.code]
        counted = sum(f.state == "verified" for f in forms)
        return r.StationCounts(
            total=total,
            reported=len(forms),
            counted=counted,
            verified=counted,
            disputed=len(forms) - counted,
        )

    def _sums(self, forms: list[Form]) -> dict[str, int]:
        votes: dict[str, int] = defaultdict(int)
        for form in forms:
            if form.state == "verified":
                for code, n in form.votes.items():
                    votes[code] += n
        return dict(votes)

    def _child(self, node: Node) -> r.ChildTotal:
        above = LEVELS.index(node.ref.level) < LEVELS.index(self.level)
        votes = {} if above else self._sums(self.below[node.ref.code])
        ranked = sorted(votes.items(), key=lambda kv: -kv[1])
        valid = sum(votes.values())
        registered = sum(s.registered or 0 for n in node.walk() for s in n.stations)
        margin = ranked[0][1] - ranked[1][1] if ranked else None
        return r.ChildTotal(
            code=node.ref.code,
            name=node.ref.name,
            level=node.ref.level,
            stations=self._counts(node),
            registered=registered,
            cast=valid or None,
            valid=valid or None,
            rejected=0 if valid else None,
            turnout_pct=round(100 * valid / self._registered_counted(node), 2) if valid else None,
            votes=votes,
            leader=ranked[0][0] if ranked else None,
            margin_votes=margin,
            margin_pp=round(100 * margin / valid, 2) if margin is not None else None,
            swing={k: round(100 * v / valid - 40, 2) for k, v in ranked[:2]} if valid else {},
            baseline={"asha": 48.0, "juma": 50.0} if self.national else {},
        )

    def _registered_counted(self, node: Node) -> int:
        return sum(f.station.registered or 0 for f in self.below[node.ref.code] if f.state == "verified")

    def _station_rows(self, node: Node) -> tuple[r.ChildTotal, ...]:
        by = {f.station.code: f for f in self.below[node.ref.code]}
        rows = []
        for station in node.stations:
            form = by.get(station.code)
            counted = form is not None and form.state == "verified"
            votes = dict(form.votes) if form else {}
            ranked = sorted(votes.items(), key=lambda kv: -kv[1])
            valid = sum(votes.values())
            rows.append(
                r.ChildTotal(
                    code=station.code,
                    name=station.name,
                    level="station",
                    stations=r.StationCounts(
                        total=1,
                        reported=int(form is not None),
                        counted=int(counted),
                        verified=int(counted),
                        disputed=int(form is not None and not counted),
                    ),
                    registered=station.registered,
                    cast=valid or None,
                    valid=valid or None,
                    rejected=0 if form else None,
                    turnout_pct=round(100 * valid / station.registered, 2)
                    if form and station.registered
                    else None,
                    votes=votes,
                    leader=ranked[0][0] if ranked else None,
                    margin_votes=ranked[0][1] - ranked[1][1] if ranked else None,
                    margin_pp=round(100 * (ranked[0][1] - ranked[1][1]) / valid, 2) if ranked else None,
                    state=form.state if form else None,
                    received_at=form.at if form else None,
                    hold_rule="G101" if form and not counted else None,
                    revision=1 if form else None,
                )
            )
        return tuple(rows)

    def _document(self, node: Node) -> r.ResultsDocument:
        above = LEVELS.index(node.ref.level) < LEVELS.index(self.level)
        forms = self.below[node.ref.code]
        votes = self._sums(forms)
        valid = sum(votes.values())
        depth = LEVELS.index(node.ref.level)
        candidates = () if above else self._candidates(node, votes, valid)
        ranked = sorted(candidates, key=lambda c: -c.votes)
        led = bool(valid) and not above
        margin = ranked[0].votes - ranked[1].votes if led else None
        return r.ResultsDocument(
            election=self.writer.election,
            contest=self.code,
            version=self.version,
            published_at=self.now,
            status="unofficial-partial",
            is_test=self.writer.is_test,
            area=r.Area(code=node.ref.code, name=node.ref.name, level=node.ref.level, path=node.path()),
            stations=self._counts(node),
            votes=r.VoteTotals(
                registered=sum(s.registered or 0 for n in node.walk() for s in n.stations),
                registered_counted=self._registered_counted(node) or None,
                cast=valid or None,
                valid=valid or None,
                rejected=0 if valid else None,
                turnout_pct=round(100 * valid / self._registered_counted(node), 2) if valid else None,
            ),
            election_title="General election 2031",
            election_date="2031-08-09",
            contest_title="President" if self.national else "Governor",
            contest_level=self.level,
            child_level=(*LEVELS[1:], "station")[depth],
            timezone="Africa/Nairobi",
            as_of=forms[-1].at if forms else None,
            candidates=candidates,
            leader=ranked[0].code if led else None,
            margin_votes=margin,
            margin_pp=round(100 * margin / valid, 2) if margin is not None else None,
            win=self._win(ranked, valid) if self.national and depth == 0 else None,
            children=self._station_rows(node)
            if node.ref.level == "ward"
            else tuple(self._child(c) for c in node.children),
            races=self._races(node) if above else (),
            seats=self._seats(node) if above else (),
            history=self._history(forms),
            just_in=self._just_in(forms),
            ward_stations=self._letters(node) if node.ref.level in {"county", "constituency"} else (),
            baseline=r.Baseline(
                election="za-2026",
                title="General election 2026",
                date="2026-08-10",
                candidates={"asha": "Asha Belo"},
            )
            if self.national
            else None,
            geometry=self.writer.geometry.get(node.ref.code),
        )

    def _candidates(self, node: Node, votes: dict[str, int], valid: int) -> tuple[r.CandidateTotal, ...]:
        return tuple(
            r.CandidateTotal(
                code=code,
                name=name,
                party=PARTIES[order],
                votes=votes.get(code, 0),
                share_pct=round(100 * votes.get(code, 0) / valid, 2) if valid else None,
                ballot_order=order + 1,
            )
            for order, (code, name) in enumerate(self._names(node))
        )

    def _win(self, ranked: list[r.CandidateTotal], valid: int) -> r.WinState:
        counties = [self._child(c) for c in self.writer.country.root.children]
        conditions = []
        for candidate in ranked[:2]:
            shares = [100 * c.votes.get(candidate.code, 0) / c.valid if c.valid else None for c in counties]
            met = sum(1 for s in shares if s is not None and s >= 25)
            conditions.append(
                r.WinCondition(
                    candidate=candidate.code,
                    share_pct=candidate.share_pct,
                    share_met=(candidate.share_pct or 0) > 50,
                    spread_met_areas=met,
                    spread_below_areas=sum(1 for s in shares if s is not None and s < 25),
                    spread_unreported_areas=sum(1 for s in shares if s is None),
                    spread_needed=max(0, 7 - met),
                )
            )
        return r.WinState(
            kind="majority_spread",
            share_pct=50.0,
            spread_level="county",
            spread_share_pct=25.0,
            spread_areas=7,
            spread_areas_total=12,
            conditions=tuple(conditions),
        )

    def _races(self, node: Node) -> tuple[r.RaceLine, ...]:
        lines = []
        for county in node.children:
            names = self._names(county)
            votes = self._sums(self.below[county.ref.code])
            order = sorted(names, key=lambda n: -votes.get(n[0], 0))
            parties = {code: PARTIES[i] for i, (code, _) in enumerate(names)}
            valid = sum(votes.values())
            one, two = (order[0], order[1]) if valid else (None, None)
            counts = self._counts(county)
            gap = votes[one[0]] - votes[two[0]] if one and two else None
            lines.append(
                r.RaceLine(
                    area=county.ref,
                    leader=one[0] if one else None,
                    leader_name=one[1] if one else None,
                    party=parties[one[0]] if one else None,
                    second=two[0] if two else None,
                    second_name=two[1] if two else None,
                    second_party=parties[two[0]] if two else None,
                    votes=votes[one[0]] if one else None,
                    second_votes=votes[two[0]] if two else None,
                    valid=valid or None,
                    margin_votes=gap,
                    margin_pp=round(100 * gap / valid, 2) if gap is not None else None,
                    share_pct=round(100 * votes[one[0]] / valid, 2) if one else None,
                    stations=counts,
                    complete=counts.counted == counts.total,
                )
            )
        return tuple(lines)

    def _seats(self, node: Node) -> tuple[r.SeatLine, ...]:
        leading: dict[str, int] = defaultdict(int)
        for line in self._races(node):
            if line.party:
                leading[line.party.code] += 1
        return tuple(
            r.SeatLine(party=p, leading=leading[p.code], complete=0) for p in PARTIES if leading[p.code]
        )

    def _history(self, forms: list[Form]) -> tuple[r.HistoryPoint, ...]:
        points, votes, counted = [], defaultdict(int), 0
        step = max(1, len(forms) // 24)
        for n, form in enumerate(forms, 1):
            if form.state == "verified":
                counted += 1
                for code, v in form.votes.items():
                    votes[code] += v
            if n % step == 0 or n == len(forms):
                points.append(r.HistoryPoint(at=form.at, counted=counted, votes=dict(votes)))
        return tuple(points)

    def _just_in(self, forms: list[Form]) -> tuple[r.JustIn, ...]:
        return tuple(
            r.JustIn(
                station=r.AreaRef(code=f.station.code, name=f.station.name, level="station"),
                area=f.ward.ref,
                received_at=f.at,
                votes=f.votes,
            )
            for f in reversed(forms[-6:])
        )

    def _letters(self, node: Node) -> tuple[r.WardStations, ...]:
        lines = []
        for ward in node.walk():
            if ward.ref.level != "ward" or ward.parent is None:
                continue
            state = {f.station.code: f.state[0] for f in self.below[ward.ref.code]}
            letters = "".join(state.get(s.code, "n") for s in ward.stations)
            lines.append(r.WardStations(ward=ward.ref, parent=ward.parent.ref, states=letters))
        return tuple(lines)
