"""Checks a job's file and loads it: the importer's own work, in the importer's one transaction, as the owner of the store.

Called by `chore`. A check compares forms in staging tables and undoes whatever else the importer writes; a load commits only when
it does exactly what the approved preview said, and with it the row of the job: a worker killed at any moment leaves all or
nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, IntegrityError

from data.audit.trail import record
from data.engine import sql
from data.errors import ImportRefused, MatokeoError
from data.files.store import FileStore
from data.imports.archive import unpack
from data.imports.effects import digest, file_counts
from data.imports.feed import Feed
from data.imports.formats import open_feed
from data.imports.keeping import fetch
from data.imports.lease import LeaseLost, Turn, count_lines
from data.imports.preview import KEPT_REFUSALS, WHO, count_all, mapping_of, write_preview, write_refused
from data.imports.sniff import UploadRefused
from data.ingest.problems import Problems
from data.ingest.run import Options, import_bundle, import_file
from data.ingest.summary import FileSummary
from data.records.words import N_

REFUSED = N_("Nothing of the file can be loaded.")
REFUSED_REMEDY = N_("Mend what is listed and send the file again.")
NOT_OWNER = N_("The worker's login does not own the store, so it cannot load anything.")
NOT_OWNER_REMEDY = N_(
    "Give the worker the owner's address as OWNER_DATABASE_URL, or load the file with `matokeo import`."
)
CHANGED_FILE = N_("The database refuses a value of the file.")


class Outdated(MatokeoError):
    """Raised inside a load that would do something else than was approved: its transaction is undone."""


class NeedsMapping(MatokeoError):
    """Raised inside a check of a file whose columns or names a person must explain first."""


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """What loading needs: the owner's engine, where files are, how large they may be."""

    owner: Engine
    files: FileStore
    max_bytes: int


@dataclass
class Task:
    """One job's work: its turn, its refusals, its feed if it is one."""

    turn: Turn
    shop: Workshop
    problems: Problems = field(default_factory=lambda: Problems(keep=KEPT_REFUSALS))
    feed: Feed | None = None

    def options(self, hook: Callable[[Connection, Sequence[FileSummary]], None]) -> Options:
        """Return the importer's options; `hook` sees the whole import before it ends."""
        job = self.turn.job
        return Options(
            keep_rest=job.kind == "results",
            max_bytes=self.shop.max_bytes,
            progress=self.turn.say,
            actor=job.approver or WHO,
            problems=self.problems,
            on_row=self.turn.row,
            before_commit=hook,
            rows=self.feed.rows if self.feed is not None else None,
        )


def check(turn: Turn, shop: Workshop) -> None:
    """Find out what the file would do and write it down as the job's preview."""
    task = Task(turn, shop)

    def look(connection: Connection, files: Sequence[FileSummary]) -> None:
        if task.feed is not None and task.feed.asks:
            raise NeedsMapping("The file needs a mapping.")
        findings = task.feed.findings if task.feed is not None else None
        write_preview(turn, connection, files, task.problems, findings=findings)

    try:
        _run(task, lambda options: replace(options, dry_run=True, compare_only=True), look)
    except UploadRefused as error:
        write_refused(turn, task.problems, fault=error.message, remedy=error.remedy)
    except (NeedsMapping, ImportRefused) as error:
        if task.feed is not None and task.feed.asks:
            with turn.engine.begin() as store:
                turn.settle(store, "mapping", findings=task.feed.findings, refused=task.problems.count())
                record(store, WHO, "import.ask", ("import", turn.job.uid))
            return
        if isinstance(error, ImportRefused) and not task.problems.count():
            write_refused(turn, task.problems, fault=error.message, remedy=error.remedy)
            return
        write_refused(turn, task.problems, fault=REFUSED, remedy=REFUSED_REMEDY)


def load(turn: Turn, shop: Workshop) -> None:
    """Load what was approved, or go back to a new preview where it would do something else by now."""
    task = Task(turn, shop)
    try:
        _run(task, lambda options: options, lambda connection, files: _finish(task, connection, files))
    except (Outdated, ImportRefused):
        with turn.engine.begin() as store:
            if turn.settle(store, "uploaded", is_outdated=True):
                record(store, WHO, "import.outdated", ("import", turn.job.uid))


def _finish(task: Task, connection: Connection, files: Sequence[FileSummary]) -> None:
    """Compare the load with its approval and end the job, all in the load's own transaction."""
    turn = task.turn
    turn.say("storing")  # the last moment to hear of a cancellation
    told = digest(connection, files, task.problems)
    if told != turn.job.approved_sha256:
        raise Outdated("The store has changed since the preview.")
    counted = file_counts(files, task.problems)
    totals = count_all(counted)
    done = turn.settle(
        connection, "done", **totals, files=counted, approved=True, is_outdated=False, ended=True
    )
    if not done:
        raise LeaseLost("Another worker has taken the import over.")
    who = turn.job.approver or WHO
    record(connection, who, "import.load", ("import", turn.job.uid), new={"preview": told, **totals})


def _run(
    task: Task,
    mode: Callable[[Options], Options],
    hook: Callable[[Connection, Sequence[FileSummary]], None],
) -> None:
    """Run the importer over the job's file in a directory that vanishes."""
    job, shop = task.turn.job, task.shop
    with shop.owner.connect() as connection:
        if not connection.execute(sql("import_is_owner")).scalar_one():
            raise MatokeoError(NOT_OWNER, remedy=NOT_OWNER_REMEDY)
    with tempfile.TemporaryDirectory(prefix="matokeo-import-") as folder, task.turn.beating():
        path = Path(folder) / _local_name(job)
        fetch(shop.files, job.file_sha256, path)
        if job.format != "matokeo":
            with task.turn.engine.begin() as connection:
                said, remembered = mapping_of(connection, job)
            task.feed = open_feed(job.format, said, remembered, total=task.turn.total)
        else:
            task.turn.total(count_lines(path) if job.kind != "bundle" else 0)
        options = mode(task.options(hook))
        try:
            _import(task, path, options)
        except (IntegrityError, DataError) as error:
            detail = str(error.orig).strip().splitlines()[0]
            raise ImportRefused(f"{CHANGED_FILE} ({detail})") from error


def _import(task: Task, path: Path, options: Options) -> None:
    job = task.turn.job
    if job.kind != "bundle":
        import_file(task.shop.owner, job.kind, path, job.election, options)
        return
    root = path.parent / "unpacked"
    root.mkdir()
    folder = unpack(path, root, max_bytes=options.max_bytes)
    task.turn.total(sum(count_lines(file) for file in (folder / "results").glob("*.csv")))
    import_bundle(task.shop.owner, folder, options)


def _local_name(job: Any) -> str:
    """Return the name that the importer calls the file by: boundaries are named after their level."""
    name = str(job.file_name).replace("/", "_")
    return f"upload-{name}" if name.startswith(".") else name
