"""Publishes one election: builds what changed, has it checked, stores it as a numbered version, moves the pointer.

A step is one REPEATABLE READ transaction of the worker's role. Killed at any moment it leaves either the old version
public or the new one whole: files are moved in by one rename before the version's row commits, and the pointer
moves after. `recover` finishes what a killed publisher left. It tallies nothing and sends nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Row, text

from data.engine import sql
from data.errors import GateClosed, StoreDamaged
from data.publish.contents import Contents, Previous
from data.publish.cube import Changed, Cube
from data.publish.documents import Maker
from data.publish.gate import Gate
from data.publish.incidents import FILE as INCIDENTS
from data.publish.incidents import Incidents
from data.publish.manifest import public_key_text, sha256_hex, sign
from data.publish.photos import OpenFile, Photos
from data.publish.provenance import Provenance, file_name
from data.publish.register import Register, load_register
from data.publish.store import VersionStore
from data.records import AuditSeal, Hold, Manifest, ManifestEntry, Pointer, VersionLine

Checkpoint = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Published:
    """What a step made public: the version and the contests it changed."""

    election: str
    version: int
    contests: tuple[str, ...]
    documents: int


@dataclass(slots=True)
class Waiting:
    """Changes read but not yet public: after a failed gate they go into the next attempt."""

    areas: dict[int, set[int]] = field(default_factory=dict)
    forms: dict[tuple[int, int], list[Row[Any]]] = field(default_factory=dict)

    def add(self, changed: Changed) -> None:
        """Take the changes of one refresh in; newer forms of a leaf replace older ones."""
        for contest, areas in changed.areas.items():
            self.areas.setdefault(contest, set()).update(areas)
        self.forms.update(changed.forms)


class ElectionPublisher:
    """Publishes one election; one object lives as long as the worker does.

    `checkpoint` is called with the name of each step done; tests kill the process there.
    """

    def __init__(
        self, election_id: int, store: VersionStore, key: Ed25519PrivateKey, *, stale_after_s: int = 300,
        open_file: OpenFile | None = None, checkpoint: Checkpoint = lambda name: None,
    ) -> None:  # fmt: skip
        self.election_id = election_id
        self.store = store
        self.stale_after_s = stale_after_s
        self._key = key
        self._checkpoint = checkpoint
        self._cube: Cube | None = None
        self._gate: Gate | None = None
        self._photos = Photos(store, open_file)
        self._provenance: Provenance | None = None
        self._incidents: Incidents | None = None
        self._changed = Changed()
        self._waiting = Waiting()
        self._digests: dict[str, bytes] = {}

    @property
    def has_read(self) -> bool:
        """Tell whether the sums are in memory, so that the next step reads only what changed."""
        return self._cube is not None

    def forget(self) -> None:
        """Drop everything in memory: the next step reads the election anew."""
        self._cube = self._gate = self._provenance = self._incidents = None
        self._waiting = Waiting()
        self._digests.clear()

    def step(self, connection: Connection, *, kind: str = "count", reason: str = "") -> Published | None:
        """Publish what changed since the last version, in the caller's transaction; commit it; move the pointer.

        Returns `None` when no document differs. Raises `GateClosed` when the second computation disagrees:
        nothing is written then, and the caller rolls back, records the findings and calls `forget`.
        """
        try:
            last = self._last_version(connection)
            register = self._read(connection)
            previous = Previous(self.store, register.code, last.version if last else None, self._digests)
            if previous.version is None and last is not None:
                # The store lost its files: everything is written again, not only what changed.
                self.forget()
                register = self._read(connection)
            if self._cube is not None and self._changed.everything:
                previous.leave_below(self._cube)
            if self._provenance is not None:
                since = last.tally_seq if last else 0
                self._provenance.read(connection, self._changed, previous, since=since)
            if self._incidents is not None:
                self._incidents.read(connection)
            contents = self._build(register, previous, last)
            if contents is None:
                self._waiting = Waiting()
                connection.rollback()
                return None
        except Exception:
            self.forget()
            raise
        line = self._line(connection, contents, last, kind=kind, reason=reason)
        manifest = self._write(contents, previous, last, line, seal=_newest_seal(connection))
        self._checkpoint("files_written")
        self._insert_version(connection, line, manifest)
        connection.commit()
        self._checkpoint("version_committed")
        self.store.release_version(register.code, contents.version, _sha256_of(manifest))
        self._checkpoint("version_released")
        self._point_to(manifest, contents.status)
        self._checkpoint("pointer_moved")
        self._waiting = Waiting()
        if self._provenance is not None:
            self._provenance.papers.clear()
        changed = tuple(change.contest for change in line.contests if change.documents)
        return Published(register.code, contents.version, changed, len(contents.documents))

    def _read(self, connection: Connection) -> Register:
        if self._cube is None:
            self._cube = Cube(load_register(connection, self.election_id))
            self._gate = Gate(self._cube.register)
            self._provenance = Provenance(self._cube, self._photos)
            known = self._cube.register
            self._incidents = Incidents(known.election_id, known.code, reports=known.reports)
        register = self._cube.register
        register.status = connection.execute(
            text("SELECT status::text FROM elections WHERE election_id = :id"), {"id": self.election_id}
        ).scalar_one()
        first = not self._cube.nodes
        changed = self._cube.refresh(connection)
        if self._gate is not None:
            self._gate.read(connection, changed.leaves, everything=first)
        self._waiting.add(changed)
        self._changed = changed
        self._checkpoint("read")
        return register

    def _last_version(self, connection: Connection) -> Row[Any] | None:
        return connection.execute(
            text("SELECT * FROM versions WHERE election_id = :id ORDER BY version DESC LIMIT 1"),
            {"id": self.election_id},
        ).one_or_none()

    def _build(self, register: Register, previous: Previous, last: Row[Any] | None) -> Contents | None:
        """Make the documents that differ from the last version's; `None` when there are none."""
        if self._cube is None or self._gate is None or self._provenance is None:
            raise StoreDamaged("The publisher builds before it has read.")
        version = last.version + 1 if last else 1
        published_at = datetime.now(UTC).replace(microsecond=0)
        maker = Maker(self._cube, version=version, published_at=published_at)
        contents = Contents(self._cube, version=version, published_at=published_at)
        findings: list[str] = []
        for contest_id, areas in self._waiting.areas.items():
            contest = register.contests[contest_id]
            made: dict[int, bytes] = {}
            for area_id in sorted(areas):
                area = register.areas[area_id]
                forms: Sequence[Row[Any]] = self._waiting.forms.get((contest_id, area_id), ())
                document = maker.document(contest, area, forms)
                content = previous.differing(f"{contest.code}/{area.code}.json", document)
                if content is not None:
                    made[area_id] = content
                    contents.documents[f"{contest.code}/{area.code}"] = content
            findings.extend(self._gate.check(contest_id, made))
        self._put_incidents(contents, previous)
        worth = (
            contents.documents
            or contents.beside
            or previous.version is None
            or previous.reports != register.reports
            or previous.names_sha256 != register.names.sha256
            or self._provenance.has_news
        )
        for area_id, paper in (self._provenance.take(version) if worth else {}).items():
            findings.extend(self._gate.check_forms(area_id, paper))
            contents.documents[file_name(register.areas[area_id].code)] = paper
        if findings:
            raise GateClosed("\n".join(findings))
        self._checkpoint("gate_passed")
        return contents if worth else None

    def _put_incidents(self, contents: Contents, previous: Previous) -> None:
        content = self._incidents.content(previous, contents.version) if self._incidents else None
        if content is not None:
            contents.beside[INCIDENTS] = content

    def _line(
        self, connection: Connection, contents: Contents, last: Row[Any] | None, *, kind: str, reason: str
    ) -> VersionLine:
        since = last.published_at_utc if last else datetime.min.replace(tzinfo=UTC)
        corrections = connection.execute(
            sql("publish_corrections"), {"election_id": self.election_id, "since": since}
        ).scalar_one()
        before = msgspec.convert(last.summary, VersionLine) if last else None
        if kind == "count" and last and corrections:
            kind = "correction"
        if kind == "count" and last and not contents.documents:
            kind = "incidents"
        return contents.version_line(before, kind=kind, reason=reason, corrections=corrections if last else 0)

    def _write(
        self, contents: Contents, previous: Previous, last: Row[Any] | None, line: VersionLine, *,
        seal: AuditSeal | None,
    ) -> Manifest:  # fmt: skip
        register = contents.register
        files = contents.files(previous, line)
        entries = dict(previous.entries)
        for name, content in files.items():
            entries[name] = ManifestEntry(
                sha256=sha256_hex(content), bytes=len(content), version=contents.version
            )
        manifest = sign(
            Manifest(
                election=register.code,
                version=contents.version,
                published_at=contents.published_at,
                is_test=register.is_test,
                previous_version=last.version if last else None,
                previous_sha256=last.manifest_sha256 if last else None,
                public_key=public_key_text(self._key),
                files=entries,
                audit_seal=seal,
            ),
            self._key,
        )
        self.store.stage_version(
            register.code, contents.version, {**files, "manifest.json": msgspec.json.encode(manifest)}
        )
        return manifest

    def _insert_version(self, connection: Connection, line: VersionLine, manifest: Manifest) -> None:
        sha = _sha256_of(manifest)
        summary = msgspec.json.encode(msgspec.structs.replace(line, manifest_sha256=sha)).decode()
        connection.execute(
            text(
                "INSERT INTO versions (election_id, version, published_at_utc, tally_seq, kind, reason, forms, corrections,"
                " manifest_sha256, summary) VALUES (:id, :version, :at, :seq, :kind, :reason, :forms, :corrections, :sha,"
                " CAST(:summary AS jsonb))"
            ),
            {
                "id": self.election_id, "version": line.version, "at": line.published_at, "kind": line.kind,
                "seq": self._cube.seq if self._cube else 0, "reason": line.reason, "forms": line.forms,
                "corrections": line.corrections, "sha": sha, "summary": summary,
            },
        )  # fmt: skip

    def _point_to(self, manifest: Manifest, status: str, hold: Hold | None = None) -> None:
        now = datetime.now(UTC)
        before = self.store.pointer(manifest.election)
        if self._cube is not None:
            # A finished election does not grow old; one that is counted does.
            stale_after_s = (
                0 if self._cube.register.status in ("completed", "cancelled") else self.stale_after_s
            )
        else:
            stale_after_s = before.stale_after_s if before else self.stale_after_s
        self.store.move_pointer(
            Pointer(
                election=manifest.election,
                version=manifest.version,
                published_at=manifest.published_at,
                status=status,
                is_test=manifest.is_test,
                manifest_sha256=_sha256_of(manifest),
                hold=hold or Hold(),
                checked_at=now,
                stale_after_s=stale_after_s,
                notices=before.notices if before else (),
            )
        )

    def point(self, election: str, version: int, hold: Hold) -> None:
        """Move the pointer to a version that is in the store, saying why it does not follow the count.

        Raises `StoreDamaged` when the version is not there whole.
        """
        manifest, index = self.store.manifest(election, version), self.store.index(election, version)
        if manifest is None or index is None:
            raise StoreDamaged(
                f"Version {version} of {election} is not in the store.",
                remedy="Choose another with `matokeo publish status`.",
            )
        self._point_to(manifest, index.status, hold)


def _newest_seal(connection: Connection) -> AuditSeal | None:
    row = connection.execute(sql("publish_seal")).one_or_none()
    return (
        None
        if row is None
        else AuditSeal(seal_id=row.seal_id, sha256=row.sha256, sealed_at=row.sealed_at_utc)
    )


def _sha256_of(manifest: Manifest) -> str:
    return sha256_hex(msgspec.json.encode(manifest))
