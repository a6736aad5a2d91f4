"""Writes a small, consistent store of published versions of a fictional country, for tests and benchmarks.

`StoreFactory(root).publish()` writes the next version (sparse: only what changed) and moves the pointer.
Nothing here is a real place or person. Not a model of the publisher: that is `data.publish`.
"""

from __future__ import annotations

import gzip
import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from data.cdf.report import FORMS, Asked, chunks
from data.cdf.signing import keep_signature
from data.publish.manifest import public_key_text, sign
from data.published import PublishedStore
from data.records import (
    AreaRef,
    CandidatePlace,
    Changes,
    ContestChange,
    ContestLine,
    HeldForm,
    HeldForms,
    HistoryPoint,
    Hold,
    IndexNames,
    Manifest,
    ManifestEntry,
    Place,
    PlaceNames,
    Places,
    Pointer,
    StationCounts,
    Stations,
    VersionIndex,
    VersionLine,
)
from data.records.publication import PublicIncidents
from tests.store_country import CONTESTS, LEVELS, PARTIES, START, Country, person, squares, station_place
from tests.store_forms import area_forms, photograph


class StoreFactory:
    """A fictional election whose count goes on with every `publish()`.

    `shape` is how many counties, constituencies in each, wards in each and stations in each there are. `names` are names
    in other languages: language, kind (`election`, `contest`, `area`, `party`, `candidate`, `station`), code, name.
    """

    def __init__(
        self,
        root: Path,
        *,
        election: str = "fx-2026",
        shape: tuple[int, int, int, int] = (3, 2, 2, 4),
        is_test: bool = True,
        seed: int = 7,
        names: dict[str, dict[str, dict[str, str]]] | None = None,
    ) -> None:
        self.root = root
        self.names = names or {}
        self.election = election
        self.is_test = is_test
        self.version = 0
        self.reported = 0
        self.key = Ed25519PrivateKey.generate()
        self._contests = tuple(CONTESTS)
        self._written: dict[str, tuple[str, int, int]] = {}
        self._manifest_sha: dict[int, str] = {}
        self._lines: list[VersionLine] = []
        self.country = Country(election=election, shape=shape, is_test=is_test, seed=seed)
        self._write_geometry()

    def publish(
        self,
        stations: int = 5,
        *,
        reason: str = "",
        status: str = "unofficial-partial",
        contests: tuple[str, ...] = tuple(CONTESTS),
    ) -> Pointer:
        """Count `stations` more stations, write the next version and move the pointer to it.

        Only documents of `contests` are made anew: forms of the others did not come in.
        """
        self._contests = contests
        self.write(stations, reason=reason, status=status)
        self._contests = tuple(CONTESTS)
        return self.point(self.version)

    def write(self, stations: int, *, reason: str = "", status: str = "unofficial-partial") -> int:
        """Count `stations` more stations and write the next version, not yet public; return its number."""
        self.reported = min(len(self.country.stations), self.reported + stations)
        self.version += 1
        now = START + timedelta(seconds=2 * self.version)
        index = self._write_version(now, status, reason)
        self._write_manifest(index, now)
        return self.version

    def point(self, version: int, *, hold: Hold | None = None) -> Pointer:
        """Move the pointer to `version` (also backwards: a rollback)."""
        now = START + timedelta(seconds=2 * version)
        pointer = Pointer(
            election=self.election,
            version=version,
            published_at=now,
            status="unofficial-partial",
            is_test=self.is_test,
            manifest_sha256=self._manifest_sha[version],
            hold=hold or Hold(),
            checked_at=datetime.now(UTC),
        )
        target = self.root / self.election / "latest.json"
        draft = target.with_suffix(".new")
        draft.write_bytes(msgspec.json.encode(pointer))
        draft.replace(target)
        return pointer

    def sign_reports(self) -> None:
        """Leave the publisher's signatures of the newest version's election reports in the store."""
        store = PublishedStore(self.root, recheck_s=0)
        for form in FORMS:
            body = b"".join(chunks(store, Asked(self.election, self.version), form))
            keep_signature(self.root, self.election, self.version, form, self.key.sign(body))

    def _write_version(self, now: datetime, status: str, reason: str) -> VersionIndex:
        country = self.country
        country.count(self.reported)
        root = country.areas[0]
        votes, _ = country.sum(country.counted(root, "president"), "president")
        counted = country.counts(root.stations)
        country.history.append(HistoryPoint(at=now, counted=counted.counted or 0, votes=votes))
        documents: dict[str, int] = {}
        for contest in CONTESTS:
            for area in country.areas:
                name = f"{contest}/{area.code}"
                if contest not in self._contests:
                    documents[name] = self._written[f"{name}.json"][1]
                    continue
                record = country.document(contest, area, version=self.version, now=now)
                documents[name] = self._put(f"{name}.json", record)
        for area in country.areas:
            forms = area_forms(country, area, version=self.version)
            if forms is not None:
                documents[f"_forms/{area.code}"] = self._put(f"_forms/{area.code}.json", forms)
        files = self._write_files(now, reason, counted)
        index = VersionIndex(
            election=self.election,
            title="Faraja Islands general election",
            date="2026-11-20",
            type="general",
            timezone="Africa/Nairobi",
            version=self.version,
            published_at=now,
            status=status,
            is_test=self.is_test,
            levels=LEVELS,
            root="FX",
            contests=tuple(self._contest_line(code, counted, status) for code in CONTESTS),
            parties=PARTIES,
            geometry=self.country.geometry,
            documents=documents,
            files=files,
            photos=True,
            languages=tuple(self.names),
            names={
                lang: IndexNames(
                    election=kinds.get("election", {}).get(""),
                    contests=kinds.get("contest", {}),
                    parties=kinds.get("party", {}),
                    stations="station" in kinds,
                )
                for lang, kinds in self.names.items()
            },
            names_sha256=hashlib.sha256(repr(self.names).encode()).hexdigest() if self.names else "",
        )
        self._put("index.json", index)
        return index

    def _contest_line(self, code: str, counted: StationCounts, status: str) -> ContestLine:
        title, level = CONTESTS[code]
        races = sum(area.level == level for area in self.country.areas)
        return ContestLine(
            code=code,
            title=title,
            level=LEVELS[level],
            status=status,
            win_rule={"kind": "plurality"},
            races=races,
            races_reported=races if counted.counted else 0,
            stations=counted,
            levels_published=LEVELS,
            candidates=("asha", "juma", "neema") if code == "president" else (),
        )

    def _write_files(self, now: datetime, reason: str, counted: StationCounts) -> dict[str, int]:
        line = VersionLine(
            version=self.version,
            published_at=now,
            kind="count",
            reason=reason,
            forms=counted.reported or 0,
            corrections=0,
            manifest_sha256=None,
            contests=(
                ContestChange(
                    contest="president",
                    counted=counted.counted or 0,
                    counted_before=0,
                    disputed=counted.disputed or 0,
                    valid=None,
                    leader=None,
                    leader_name=None,
                    margin_pp=None,
                    documents=len(self.country.areas),
                ),
            ),
        )
        self._lines.insert(0, line)
        files = {
            "places.json": self._places(),
            "stations.json": Stations(
                election=self.election,
                stations=tuple(map(station_place, self.country.stations)),
                names={lang: kinds["station"] for lang, kinds in self.names.items() if "station" in kinds},
            ),
            "held.json": self._held(),
            "_incidents.json": self._incidents(),
            "changes.json": Changes(
                election=self.election, version=self.version, versions=tuple(self._lines[:50])
            ),
        }
        return {name: self._put(name, record) for name, record in files.items()}

    def _places(self) -> Places:
        areas = tuple(
            Place(
                code=area.code,
                name=area.name,
                level=LEVELS[area.level],
                parent=area.parent.code if area.parent else None,
                stations=len(area.stations),
                registered=sum(s.registered for s in area.stations),
            )
            for area in self.country.areas
        )
        candidates = tuple(
            CandidatePlace(code=code, name=person(code), contest=contest, area=area.code, party="SUN")
            for contest, (_, level) in CONTESTS.items()
            for area in self.country.areas
            if area.level == level
            for code in self.country.candidate_codes(contest, area)
        )
        names = {
            lang: PlaceNames(areas=kinds.get("area", {}), candidates=kinds.get("candidate", {}))
            for lang, kinds in self.names.items()
        }
        return Places(election=self.election, areas=areas, candidates=candidates, names=names)

    def _held(self) -> HeldForms:
        forms = tuple(
            HeldForm(
                contest="president",
                station=AreaRef(code=s.code, name=s.name, level="station"),
                area=s.ward.ref,
                rule="over_station_maximum",
                detail="4000 votes are more than the 700 voters that a station may have.",
                votes={"asha": 4000},
                received_at=START,
            )
            for s in self.country.stations
            if self.country.reported(s) and s.state == "disputed"
        )
        return HeldForms(election=self.election, version=self.version, forms=forms)

    def _incidents(self) -> PublicIncidents:
        """No incident is public yet, but the election publishes them."""
        counts: dict[str, int] = {}
        return PublicIncidents(
            election=self.election, version=self.version, as_of=datetime(2026, 8, 9, tzinfo=UTC), delay_min=60,
            grain="constituency", total=0, by_category=counts, by_severity=counts, by_area=counts, incidents=(),
        )  # fmt: skip

    def _put(self, name: str, record: Any) -> int:
        """Write `record` unless the newest version of `name` holds the same; return its holder."""
        body = msgspec.json.encode(record)
        plain = msgspec.to_builtins(record)
        for key in ("version", "published_at", "as_of"):
            plain.pop(key, None)
        sha = hashlib.sha256(repr(plain).encode()).hexdigest()
        before = self._written.get(name)
        if before is not None and before[0] == sha and name != "index.json":
            return before[1]
        self._written[name] = (sha, self.version, len(body))
        _write(self.root / self.election / f"v{self.version}" / name, body)
        return self.version

    def _write_manifest(self, index: VersionIndex, now: datetime) -> None:
        names = {f"{name}.json": held for name, held in index.documents.items()} | index.files
        names["index.json"] = self.version
        folder = self.root / self.election
        files = {name: _entry(folder / f"v{held}" / name, held) for name, held in sorted(names.items())}
        manifest = Manifest(
            election=self.election,
            version=self.version,
            published_at=now,
            is_test=self.is_test,
            previous_version=self.version - 1 or None,
            previous_sha256=self._manifest_sha.get(self.version - 1),
            public_key=public_key_text(self.key),
            files=files,
        )
        path = folder / f"v{self.version}" / "manifest.json"
        _write(path, msgspec.json.encode(sign(manifest, self.key)))
        self._manifest_sha[self.version] = _sha(path)

    def _write_geometry(self) -> None:
        for area in self.country.areas:
            if area.children:
                body = msgspec.json.encode(squares(area))
                sha = hashlib.sha256(body).hexdigest()
                _write(self.root / "geo" / f"{sha}.json", body)
                self.country.geometry[area.code] = sha
        sha, picture = photograph()
        (self.root / "photo").mkdir(parents=True, exist_ok=True)
        (self.root / "photo" / f"{sha}.jpg").write_bytes(picture)


def _entry(path: Path, held: int) -> ManifestEntry:
    return ManifestEntry(sha256=_sha(path), bytes=path.stat().st_size, version=held)


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _write(path: Path, body: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(body, 6, mtime=0))
    path.with_name(path.name + ".br").write_bytes(brotli.compress(body, quality=5))
