"""The files of a version beside its results documents: index, places, stations, held forms, list of changes.

Pure over `Cube`; called by `data.publish.publisher`. A file equal to the previous version's is not written again: the index
and the manifest name the version that holds it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec

from data.publish.cube import Cube
from data.publish.lines import station_counts
from data.publish.manifest import sha256_hex
from data.publish.register import Contest, Register
from data.publish.rules import status_of
from data.publish.store import VersionStore
from data.records import (
    AreaRef,
    Changes,
    ContestChange,
    ContestLine,
    HeldForm,
    HeldForms,
    ManifestEntry,
    Places,
    ResultsDocument,
    Stations,
    VersionIndex,
    VersionLine,
)
from data.stats.shares import leader, margin_pp

CHANGES_KEPT = 50
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What an undated document has in the place of number and time: only codes stand before it, so its first is the right one.
_NO_MOMENT = msgspec.json.encode({"version": 0, "published_at": _EPOCH})[1:-1]


class Previous:
    """The version before: what it says of each file, for writing only what differs.

    `digests` remembers what each document said, from one version to the next of the same publisher, so that
    only a first build reads files back.
    """

    def __init__(
        self, store: VersionStore, election: str, version: int | None, digests: dict[str, bytes]
    ) -> None:
        manifest = store.manifest(election, version) if version is not None else None
        # A store that lost its files counts as empty: the next version then holds everything.
        self.version = version if manifest is not None else None
        self.entries: dict[str, ManifestEntry] = dict(manifest.files) if manifest else {}
        self.manifest_sha256 = sha256_hex(msgspec.json.encode(manifest)) if manifest else None
        self._store, self._election, self._digests = store, election, digests
        index = store.index(election, version) if manifest is not None and version is not None else None
        self.photos = index.photos if index is not None else False
        self.reports = index.reports if index is not None else False
        self.names_sha256 = index.names_sha256 if index is not None else ""

    def leave_below(self, cube: Cube) -> None:
        """Leave out documents finer than figures come: of a contest that was published empty, then counted by area."""
        levels = {area.code: area.level for area in cube.register.areas.values()}
        for contest in cube.register.contests.values():
            if cube.by_area[contest.contest_id]:
                lowest, prefix = cube.leaf_level[contest.contest_id], f"{contest.code}/"
                for name in [name for name in self.entries if name.startswith(prefix)]:
                    if levels.get(name.removeprefix(prefix).removesuffix(".json"), 0) > lowest:
                        del self.entries[name]

    def content(self, name: str) -> bytes | None:
        """Return the bytes of a file as of the previous version; `None` when it had none."""
        entry = self.entries.get(name)
        return None if entry is None else self._store.read(self._election, entry.version, name)

    def differing(self, name: str, document: ResultsDocument) -> bytes | None:
        """Return the bytes of `document` if it says anything else than the previous version's, but for number and time."""
        undated = _undated(document)
        digest = hashlib.blake2b(undated, digest_size=16).digest()
        before = self._digests.get(name) if name in self.entries else None
        if before is None and name in self.entries:
            try:
                before = _digest(msgspec.json.decode(self.content(name) or b"", type=ResultsDocument))
            except msgspec.DecodeError:
                before = None  # a damaged file is written again
        self._digests[name] = digest
        if digest == before:
            return None
        moment = msgspec.json.encode({"version": document.version, "published_at": document.published_at})
        return undated.replace(_NO_MOMENT, moment[1:-1], 1)


def _undated(document: ResultsDocument) -> bytes:
    return msgspec.json.encode(msgspec.structs.replace(document, version=0, published_at=_EPOCH))


def _digest(document: ResultsDocument) -> bytes:
    return hashlib.blake2b(_undated(document), digest_size=16).digest()


class Contents:
    """Collects a version's documents and makes the files that go with them."""

    def __init__(self, cube: Cube, *, version: int, published_at: datetime) -> None:
        self.cube = cube
        self.register: Register = cube.register
        self.version = version
        self.published_at = published_at
        self.documents: dict[str, bytes] = {}
        # Other files that were made for this version, by name.
        self.beside: dict[str, bytes] = {}

    @property
    def status(self) -> str:
        """Return the status of the whole election: the contests' when they agree, else partial."""
        statuses = {line.status for line in self._contest_lines()}
        return statuses.pop() if len(statuses) == 1 else "unofficial-partial"

    def files(self, previous: Previous, line: VersionLine) -> dict[str, bytes]:
        """Return every file of this version that differs from the previous one's, by name."""
        files = {f"{name}.json": content for name, content in self.documents.items()} | self.beside
        register = self.register
        candidates: dict[str, Any] = {
            "places.json": Places(
                election=register.code,
                areas=register.places,
                candidates=register.candidates,
                names=register.names.places,
            ),
            "stations.json": Stations(
                election=register.code,
                stations=tuple(p for held in register.stations.values() for _, p in held),
                names=register.names.stations,
            ),
        }
        for name, record in candidates.items():
            content = msgspec.json.encode(record)
            entry = previous.entries.get(name)
            if entry is None or entry.sha256 != sha256_hex(content):
                files[name] = content
        self._put_held(files, previous)
        files["changes.json"] = self._changes(previous, line)
        documents = {
            name.removesuffix(".json"): entry.version
            for name, entry in previous.entries.items()
            if "/" in name
        }
        documents.update(dict.fromkeys(self.documents, self.version))
        others = {name: entry.version for name, entry in previous.entries.items() if "/" not in name}
        others.update({name: self.version for name in files if "/" not in name})
        others["index.json"] = self.version
        files["index.json"] = msgspec.json.encode(self._index(documents, others))
        return files

    def _put_held(self, files: dict[str, bytes], previous: Previous) -> None:
        held = HeldForms(election=self.register.code, version=self.version, forms=tuple(self._held_forms()))
        content = previous.content("held.json")
        if content is not None and msgspec.json.decode(content, type=HeldForms).forms == held.forms:
            return
        files["held.json"] = msgspec.json.encode(held)

    def _held_forms(self) -> Iterable[HeldForm]:
        register = self.register
        for (contest_id, area_id), forms in sorted(self.cube.held.items()):
            contest, area = register.contests[contest_id], register.areas[area_id]
            ref = AreaRef(code=area.code, name=area.name, level=register.levels[area.level])
            places = dict(register.stations.get(area_id, ()))
            codes = {c.candidate_id: c.code for race in contest.races.values() for c in race.candidates}
            for form in sorted(forms, key=lambda form: form.form_id):
                place = places.get(form.station_id)
                station = AreaRef(code=place.code, name=place.name, level="station") if place else ref
                yield HeldForm(
                    contest=contest.code,
                    station=station,
                    area=ref,
                    rule=form.hold_rule or "disputed",
                    detail="" if form.withheld else form.hold_detail or "",
                    votes={
                        codes[c]: v
                        for c, v in zip(form.candidate_ids or (), form.votes or (), strict=True)
                        if not form.withheld
                    },
                    received_at=form.received_at_utc,
                )

    def _changes(self, previous: Previous, line: VersionLine) -> bytes:
        content = previous.content("changes.json")
        before = msgspec.json.decode(content, type=Changes).versions if content else ()
        if before:
            # A version cannot state the hash of its own manifest; the next one states it.
            latest = msgspec.structs.replace(before[0], manifest_sha256=previous.manifest_sha256)
            before = (latest, *before[1:])
        versions = (line, *before)[:CHANGES_KEPT]
        older = versions[-1].version - 1
        kept = older if older >= 1 and len(versions) == CHANGES_KEPT else None
        record = Changes(election=self.register.code, version=self.version, versions=versions, older=kept)
        return msgspec.json.encode(record)

    def _index(self, documents: dict[str, int], files: dict[str, int]) -> VersionIndex:
        register = self.register
        baseline = next((c.baseline.about for c in register.contests.values() if c.baseline), None)
        return VersionIndex(
            election=register.code,
            title=register.title,
            date=register.date.isoformat(),
            type=register.type,
            timezone=register.timezone,
            version=self.version,
            published_at=self.published_at,
            status=self.status,
            is_test=register.is_test,
            levels=register.levels,
            root=register.areas[register.root].code,
            contests=tuple(self._contest_lines()),
            parties=register.parties,
            geometry={a.code: a.geometry for a in register.areas.values() if a.geometry},
            documents=documents,
            files=files,
            baseline=baseline,
            publish_states=register.publish_states,
            photos=register.photos,
            reports=register.reports,
            cartograms=register.cartograms,
            languages=tuple(register.names.index),
            names=register.names.index,
            names_sha256=register.names.sha256,
        )

    def _contest_lines(self) -> Iterable[ContestLine]:
        register = self.register
        for contest in register.contests.values():
            node = self.cube.nodes[contest.contest_id, register.root]
            stations = station_counts(node, by_area=self.cube.by_area[contest.contest_id])
            reported = sum(1 for area in contest.races if self.cube.nodes[contest.contest_id, area].counted)
            first = contest.races.get(register.root)
            yield ContestLine(
                code=contest.code,
                title=contest.title,
                level=register.levels[contest.level],
                status=status_of(register, contest, stations),
                win_rule=contest.win_rule,
                races=len(contest.races),
                races_reported=reported,
                stations=stations,
                levels_published=register.levels[: self.cube.leaf_level[contest.contest_id] + 1],
                candidates=tuple(c.code for c in first.candidates) if first else (),
            )

    def version_line(
        self, before: VersionLine | None, *, kind: str, reason: str, corrections: int
    ) -> VersionLine:
        """Return the line of this version for the list of changes, beside the line before."""
        earlier = {change.contest: change for change in before.contests} if before else {}
        changes = []
        for contest in self.register.contests.values():
            touched = sum(1 for name in self.documents if name.startswith(f"{contest.code}/"))
            changes.append(self._change(contest, earlier.get(contest.code), touched))
        return VersionLine(
            version=self.version,
            published_at=self.published_at,
            kind=kind,
            reason=reason,
            forms=sum(max(0, change.counted - change.counted_before) for change in changes),
            corrections=corrections,
            manifest_sha256=None,
            contests=tuple(changes),
        )

    def _change(self, contest: Contest, before: ContestChange | None, documents: int) -> ContestChange:
        node = self.cube.nodes[contest.contest_id, self.register.root]
        race = contest.races.get(self.register.root)
        people = {c.code: c for c in race.candidates} if race else {}
        votes = (
            {code: node.votes.get(c.candidate_id, 0) for code, c in people.items()} if node.counted else {}
        )
        first, margin, _ = leader(votes, {code: c.ballot_order for code, c in people.items()})
        return ContestChange(
            contest=contest.code,
            counted=node.counted,
            counted_before=before.counted if before else 0,
            disputed=node.disputed,
            valid=node.valid if node.counted else None,
            leader=first,
            leader_name=people[first].name if first else None,
            margin_pp=margin_pp(margin, 0, node.valid) if margin is not None else None,
            documents=documents,
        )
