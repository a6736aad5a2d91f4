"""A database with the small country, people, a file store and the keeper's chore: what tests of imports work with."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, text

from data.engine import make_engine
from data.files.store import DirectoryStore
from data.imports.chore import ImportChore
from data.imports.intake import Kept, Origin, add_job
from data.imports.keeping import keep
from data.imports.reading import list_changes, list_refusals, one_job
from data.imports.sniff import recognise
from data.imports.steps import approve
from data.records.imports import Approval, ImportChange, ImportJob, ImportRefusal
from tests.election_factory import Mini, make_election
from tests.office import add_user

COLUMNS = ("contest", "station_code", "candidate_code", "votes", "registered_voters", "rejected_votes")


def results_csv(
    votes: dict[str, tuple[int, int, int]], *, rejected: int = 2, more: tuple[str, ...] = ()
) -> bytes:
    """Return a results file: the president's votes by station."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for station, counts in votes.items():
        for candidate, count in zip(("asha", "juma", "neema"), counts, strict=True):
            writer.writerow(["president", station, candidate, count, 500, rejected])
    return (out.getvalue() + "".join(f"{line}\n" for line in more)).encode()


@dataclass
class Shop:
    """Everything a test asks for."""

    url: str
    engine: Engine
    mini: Mini
    files: DirectoryStore
    folder: Path
    admin: int
    manager: int

    @property
    def worker(self) -> Engine:
        """An engine of the worker's role."""
        return make_engine(self.url, role="matokeo_worker", pool_size=3)

    def chore(self, **more: Any) -> ImportChore:
        """Return the keeper's chore."""
        return ImportChore(self.url, self.files, 16 * 1024 * 1024, **more)

    def work(self) -> None:
        """Do all that waits."""
        engine = self.worker
        try:
            while self.chore().work(engine):
                pass
        finally:
            engine.dispose()

    def add(self, body: bytes, name: str = "results.csv", *, origin: str = "upload") -> UUID:
        """Make a job of a file, as its office or the watched folder would."""
        path = self.folder / f"{uuid4().hex}"
        path.write_bytes(body)
        uid = uuid4()
        kept = Kept(name=name, sha256=keep(self.files, path), size=len(body), what=recognise(path))
        with self.engine.begin() as connection:
            add_job(connection, kept, Origin(uid=uid, election_id=self.mini.election_id))
            if origin == "upload":
                connection.execute(
                    text("UPDATE import_jobs SET origin = 'upload', created_by = :u WHERE uid = :i"),
                    {"u": self.admin, "i": uid},
                )
        return uid

    def job(self, uid: UUID) -> ImportJob:
        """Return a job as its owner sees it."""
        with self.engine.begin() as connection:
            return one_job(connection, uid)

    def changes(self, uid: UUID) -> tuple[ImportChange, ...]:
        """Return all rows of a preview."""
        with self.engine.begin() as connection:
            return list_changes(connection, uid, most=10_000).rows

    def refusals(self, uid: UUID) -> tuple[ImportRefusal, ...]:
        """Return all refusals."""
        with self.engine.begin() as connection:
            return list_refusals(connection, uid, most=10_000).rows

    def approve(self, uid: UUID) -> None:
        """Approve the preview at hand as the administrator."""
        preview = self.job(uid).preview
        assert preview is not None
        with acting(self.url, self.admin) as connection:
            approve(connection, actor(self.admin), uid, Approval(preview=preview, reason="checked by hand"))

    def loaded(self, body: bytes, name: str = "results.csv") -> ImportJob:
        """Check, approve and load a file."""
        uid = self.add(body, name)
        self.work()
        assert self.job(uid).status == "previewed", self.job(uid)
        self.approve(uid)
        self.work()
        return self.job(uid)

    def count(self, statement: str) -> int:
        """Return a number of the database."""
        with self.engine.begin() as connection:
            return int(connection.execute(text(statement)).scalar_one())


def actor(user_id: int) -> Any:
    """Return a person as the audit log names them."""
    from data.acting import Actor

    return Actor(user_id=user_id, uid=uuid4(), username="root", display_name="Root", role="super_admin")


def acting(url: str, user_id: int) -> Any:
    """Open a transaction of a person as the web's role."""
    from data.acting import Desk

    desk = Desk(url, pool_size=1)
    return desk.acting(actor(user_id))


def open_shop(url: str, folder: Path) -> Shop:
    """Put the small country and its people into a database."""
    engine = make_engine(url)
    with engine.begin() as connection:
        mini = make_election(connection)
    admin = add_user(engine, "root", "admin")
    manager = add_user(engine, "whole", "manager", scope=[mini.areas["W"]])
    files = DirectoryStore(folder / "files")
    incoming = folder / "incoming"
    incoming.mkdir()
    return Shop(url, engine, mini, files, incoming, admin, manager)


def forms(connection: Connection) -> list[tuple[Any, ...]]:
    """Return every current form with its votes, to compare two stores."""
    rows = connection.execute(
        text(
            "SELECT s.code, f.source, f.revision, f.state::text, f.registered_voters, f.rejected_votes, f.valid_votes,"
            " array_agg(k.code || '=' || v.votes ORDER BY k.code)"
            " FROM result_forms f JOIN polling_stations s USING (station_id) JOIN form_votes v USING (form_id)"
            " JOIN candidates k USING (candidate_id) WHERE f.is_current GROUP BY f.form_id, s.code"
            " ORDER BY s.code, f.source, f.race_id"
        )
    )
    return [tuple(row) for row in rows]
