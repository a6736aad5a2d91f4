"""A published store with the sizes of a real country, for the tests of bytes: few documents, but the largest ones.

47 counties, 290 constituencies, 1,450 ward races, a ward with 120 stations, six contests. Fictional, made from a seed by
`tests.factories`; written plainly, without the publisher.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from data.records import (
    Area,
    AreaRef,
    CandidateTotal,
    ChildTotal,
    ContestLine,
    HeldForms,
    Place,
    Places,
    RaceLine,
    ResultsDocument,
    StationPlace,
    Stations,
)
from tests import factories

ELECTION, ROOT = "size-2031", "ZM"
COUNTIES, CONSTITUENCIES, WARDS, STATIONS = 47, 290, 1450, 120
COUNTY, CONSTITUENCY, WARD, STATION = "001", "001-001", "001-001-01", "0010010101"
CONTESTS = ("president", "governor", "senator", "woman-rep", "mna", "mca")
_TITLES = (
    "President",
    "Governor",
    "Senator",
    "Woman Representative",
    "Member of National Assembly",
    "Member of County Assembly",
)
_SYLLABLES = ("ba", "ke", "li", "mo", "nu", "ra", "si", "to", "va", "we", "zi", "do", "fa", "gu", "ha", "jo")


class SizeStore:
    """Writes the store below `root`."""

    def __init__(self, root: Path) -> None:
        """Write everything; takes about a second."""
        self.root = root
        self._dice = random.Random(11)
        self._documents: dict[str, ResultsDocument] = {}
        self._geometry: dict[str, str] = {}
        self._make()
        self._write_all()

    def _name(self) -> str:
        words = [
            "".join(self._dice.choices(_SYLLABLES, k=self._dice.randint(2, 4))).title() for _ in range(2)
        ]
        return " ".join(words[: self._dice.randint(1, 2)])

    def _rows(self, level: str, codes: Sequence[str]) -> list[ChildTotal]:
        rows = []
        for code in codes:
            done = self._dice.choice((0, *range(20, 900, 37)))
            base = done * self._dice.randint(80, 140)
            votes = {"imara": base, "otundo": done * 110, "quill": done * 3, "vantongeren": done}
            changes: dict[str, Any] = {"votes": votes} if done else {}
            rows.append(factories.child(code, self._name(), total=980, counted=done, level=level, **changes))
        return list(factories.with_turnout(factories.document_of(rows)).children)

    def _make(self) -> None:
        counties = [f"{n + 1:03d}" for n in range(COUNTIES)]
        national = factories.with_turnout(factories.document_of(self._rows("county", counties)))
        self._add(national, "president", ROOT)
        for contest in CONTESTS[1:4]:
            self._add(self._races("county", counties, counties), contest, ROOT)
        seats = [f"{counties[n % COUNTIES]}-{n // COUNTIES + 1:03d}" for n in range(CONSTITUENCIES)]
        self._add(self._races("constituency", seats, seats), "mna", ROOT)
        wards = [f"{seats[n % CONSTITUENCIES]}-{n // CONSTITUENCIES + 1:02d}" for n in range(WARDS)]
        self._add(self._races("ward", wards, counties), "mca", ROOT)
        county = self._area(COUNTY, "county", (ROOT, "country"))
        rows = self._rows("constituency", [f"{COUNTY}-{n + 1:03d}" for n in range(17)])
        self._add(self._inside(rows, county, "constituency"), "president", COUNTY)
        ward = self._area(WARD, "ward", (ROOT, "country"), (COUNTY, "county"), (CONSTITUENCY, "constituency"))
        for contest in CONTESTS:
            self._add(self._stations(ward), contest, WARD)

    def _area(self, code: str, level: str, *path: tuple[str, str]) -> Area:
        refs = tuple(AreaRef(code=one, name=self._name(), level=kind) for one, kind in path)
        return Area(code=code, name=self._name(), level=level, path=refs)

    def _inside(self, rows: Sequence[ChildTotal], area: Area, level: str) -> ResultsDocument:
        return factories.with_turnout(factories.document_of(rows, area=area, child_level=level, win=None))

    def _races(self, level: str, codes: Sequence[str], below: Sequence[str]) -> ResultsDocument:
        """A contest seen from above its races; `below` are the codes of the rows of its map."""
        made = factories.governors(races=len(codes), reported=int(len(codes) * 0.8), level=level)
        races = tuple(self._race(race, code) for race, code in zip(made.races, codes, strict=True))
        if below is codes:
            pairs = zip(made.children, races, strict=True)
            children = tuple(replace(c, code=r.area.code, name=r.area.name) for c, r in pairs)
        else:
            children = tuple(
                replace(row, votes={}, leader=None, margin_votes=None, margin_pp=None)
                for row in self._rows("county", below)
            )
        return replace(
            made, races=races, children=children, child_level="county" if below is not codes else level
        )

    def _race(self, race: RaceLine, code: str) -> RaceLine:
        name = f"{self._name()} {self._name()}"
        area = replace(race.area, code=code, name=self._name())
        led = {"leader_name": name, "second_name": self._name()} if race.leader else {}
        return replace(race, area=area, **led)

    def _stations(self, ward: Area) -> ResultsDocument:
        rows = []
        for number in range(STATIONS):
            state = self._dice.choice(("verified", "verified", "confirmed", "preliminary", "disputed", None))
            row = factories.child(
                f"{STATION[:-2]}{number + 1:02d}",
                f"{self._name()} Primary School {number + 1}",
                total=1,
                counted=int(state is not None),
                level="station",
            )
            rows.append(
                replace(
                    row,
                    state=state,
                    received_at=factories.NIGHT - timedelta(minutes=number) if state else None,
                    hold_rule="over_registered" if state == "disputed" else None,
                )
            )
        return self._inside(rows, ward, "station")

    def _add(self, document: ResultsDocument, contest: str, area: str) -> None:
        at = CONTESTS.index(contest)
        level = ("country", "county", "county", "county", "constituency", "ward")[at]
        document = replace(
            document,
            election=ELECTION,
            contest=contest,
            contest_title=_TITLES[at],
            contest_level=level,
            is_test=False,
            candidates=tuple(self._person(one) for one in document.candidates),
            geometry=self._shapes(document) if document.child_level != "station" else None,
        )
        self._documents[f"{contest}/{area}"] = document

    def _person(self, one: CandidateTotal) -> CandidateTotal:
        return replace(one, name=self._name()) if one.name.startswith("Candidate") else one

    def _shapes(self, document: ResultsDocument) -> str:
        """Borders with as many points as simplified real ones have."""
        topology = factories.grid_topology([c.code for c in document.children], columns=8)
        topology["arcs"] = [self._jagged(arc) for arc in topology["arcs"]]
        body = json.dumps(topology, separators=(",", ":")).encode()
        sha = hashlib.sha256(body).hexdigest()
        self._write(f"geo/{sha}.json", body)
        return sha

    def _jagged(self, arc: list[list[float]], points: int = 12) -> list[list[float]]:
        (x, y), (to_x, to_y) = arc[0], arc[-1]
        inner = [
            [
                round(x + (to_x - x) * n / points + self._dice.uniform(-0.02, 0.02), 3),
                round(y + (to_y - y) * n / points + self._dice.uniform(-0.02, 0.02), 3),
            ]
            for n in range(1, points)
        ]
        return [arc[0], *inner, arc[-1]]

    def _write_all(self) -> None:
        national = self._documents[f"president/{ROOT}"]
        lines = tuple(self._line(contest) for contest in CONTESTS)
        names = ("places.json", "stations.json", "held.json", "changes.json", "manifest.json")
        index = replace(
            factories.index_of(national, contests=lines),
            root=ROOT,
            version=1,
            documents=dict.fromkeys(self._documents, 1),
            files=dict.fromkeys(names, 1),
        )
        for name, document in self._documents.items():
            self._put(f"{name}.json", replace(document, version=1))
        self._put("index.json", index)
        self._put("held.json", HeldForms(election=ELECTION, version=1, forms=()))
        self._put("changes.json", replace(factories.changes(), election=ELECTION, version=1, older=None))
        self._put("manifest.json", {})
        self._put("places.json", self._places())
        self._put("stations.json", self._register())
        pointer = factories.pointer_of(national, version=1)
        self._write(f"{ELECTION}/latest.json", msgspec.json.encode(pointer))

    def _line(self, contest: str) -> ContestLine:
        document = self._documents[f"{contest}/{ROOT}"]
        return ContestLine(
            code=contest,
            title=document.contest_title,
            level=document.contest_level,
            status=document.status,
            win_rule={"kind": "plurality"},
            races=max(len(document.races), 1),
            races_reported=sum(1 for race in document.races if race.stations.counted),
            stations=document.stations,
            levels_published=("country", "county", "constituency", "ward"),
        )

    def _places(self) -> Places:
        ward = self._documents[f"president/{WARD}"].area
        places, parent = [], None
        for ref in (*ward.path, ward):
            places.append(
                Place(code=ref.code, name=ref.name, level=ref.level, parent=parent, stations=STATIONS)
            )
            parent = ref.code
        known = {place.code for place in places}
        for child in self._documents[f"president/{ROOT}"].children:
            if child.code not in known:
                places.append(
                    Place(code=child.code, name=child.name, level="county", parent=ROOT, stations=980)
                )
        return Places(election=ELECTION, areas=tuple(places), candidates=())

    def _register(self) -> Stations:
        rows = self._documents[f"president/{WARD}"].children
        stations = tuple(
            StationPlace(code=row.code, name=row.name, area=WARD, registered=row.registered) for row in rows
        )
        return Stations(election=ELECTION, stations=stations)

    def _put(self, name: str, record: Any) -> None:
        self._write(f"{ELECTION}/v1/{name}", msgspec.json.encode(record))

    def _write(self, name: str, body: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
