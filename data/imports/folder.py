"""Watches a folder: a file that has stopped growing is taken out of it and becomes a job, once.

A chore of `chore`. Files of one election lie in a folder named by its code; files beside those belong to the only election that
is being counted, or are bundles. A taken file is first renamed into `taken/`, which only one can do, with the uid of its job in
its name; a worker that dies in between leaves a file that the next round goes on with.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine

from data.engine import sql
from data.files.store import FileStore
from data.imports.intake import Kept, Origin, add_job
from data.imports.keeping import keep, sha256_of
from data.imports.sniff import Recognised, UploadRefused, recognise
from data.records.words import N_

log = logging.getLogger("matokeo.imports")

_TAKEN = "taken"
_TAKING = re.compile(r"([0-9a-f-]{36})\.taking\.(?:([a-z0-9][a-z0-9-]{0,62})~)?(.+)", re.DOTALL)
#: A file must be as it is for so long.
STILL_S = 3.0
_MOST = 50
NO_ELECTION = N_("It is not clear which election the file is for.")
NO_ELECTION_REMEDY = N_("Put it into a folder named by the election's code.")
TOO_LARGE = N_("The file is larger than imports may be.")
TOO_LARGE_REMEDY = N_("Split it, or raise MATOKEO_IMPORT_MAX_MB.")


@dataclass
class FolderChore:
    """Looks the folder through every few seconds."""

    folder: Path
    files: FileStore
    max_bytes: int
    still_s: float = STILL_S
    name: str = "imports-folder"
    every_s: float = 2.0
    _seen: dict[Path, tuple[int, int, float]] = field(default_factory=dict)

    def work(self, engine: Engine) -> bool:
        """Take what is ready."""
        if not self.folder.is_dir():
            return False
        for path, election in list(self._ready())[:_MOST]:
            self._take(path, election)
        for path in sorted((self.folder / _TAKEN).glob("*.taking.*"))[:_MOST]:
            self._finish(engine, path)
        return False

    def _ready(self) -> Iterator[tuple[Path, str]]:
        """Yield files that have not changed for a while, with the election whose folder they are in."""
        now, seen = time.monotonic(), {}
        for path, election in self._files():
            try:
                state = path.stat()
            except OSError:
                continue  # taken away again
            before = self._seen.get(path)
            same = before is not None and before[:2] == (state.st_size, state.st_mtime_ns)
            since = before[2] if before is not None and same else now
            seen[path] = (state.st_size, state.st_mtime_ns, since)
            if same and now - since >= self.still_s:
                yield path, election
        self._seen = seen

    def _files(self) -> Iterator[tuple[Path, str]]:
        for entry in sorted(self.folder.iterdir()):
            if entry.name.startswith(".") or entry.is_symlink() or entry.name == _TAKEN:
                continue
            if entry.is_dir():
                inner = sorted(entry.iterdir())
                yield from ((one, entry.name) for one in inner if _plain_file(one))
            elif _plain_file(entry):
                yield entry, ""

    def _take(self, path: Path, election: str) -> None:
        """Move the file aside: a rename happens once, whoever else tries."""
        taken = self.folder / _TAKEN
        taken.mkdir(exist_ok=True)
        mark = f"{election}~" if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,62}", election) else ""
        target = taken / f"{uuid4()}.taking.{mark}{path.name[-120:]}"
        try:
            path.rename(target)
        except OSError as error:
            log.warning("%s cannot be taken from the import folder: %s", path.name, error.strerror)
        self._seen.pop(path, None)

    def _finish(self, engine: Engine, path: Path) -> None:
        """Make the job of a taken file and give the file its last name."""
        found = _TAKING.fullmatch(path.name)
        if found is None:
            return
        uid, election, name = UUID(found[1]), found[2] or "", found[3]
        fault: tuple[str, str] | None = None
        size = path.stat().st_size
        try:
            if size > self.max_bytes:
                raise UploadRefused(TOO_LARGE, remedy=TOO_LARGE_REMEDY)
            what = recognise(path)
        except UploadRefused as refused:
            what, fault = Recognised(kind="results"), (refused.message, refused.remedy)
        sha256 = keep(self.files, path) if size <= self.max_bytes else sha256_of(path)
        kept = Kept(name=name, sha256=sha256, size=size, what=what)
        with engine.begin() as connection:
            chosen = _election(connection, election)
            if chosen is None and what.kind != "bundle" and fault is None:
                fault = (NO_ELECTION, NO_ELECTION_REMEDY)
            words = fault or (None, None)
            add_job(connection, kept, Origin(uid=uid, election_id=chosen, fault=words[0], remedy=words[1]))
        path.rename(path.with_name(f"{uid}.{name}"))
        log.info("%s of the import folder became job %s", name, uid)


def _plain_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and not path.name.startswith(".")


def _election(connection: Connection, code: str) -> int | None:
    """Return the election named, or the only one that is being counted."""
    rows = connection.execute(sql("import_active"), {"code": code or None}).all()
    return rows[0].election_id if len(rows) == 1 else None
