"""The private PostgreSQL cluster with PostGIS: Unix socket only, its own data directory.

Called by `dashboard.services.private` and the tests. Never touches a cluster it did not make: every act names
the data directory.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import psycopg
from psycopg import sql

from dashboard.services.binaries import Binaries, choose_binaries, installed_binaries
from dashboard.services.place import Place
from dashboard.services.process import Words, command_line, run_as, tail
from data.errors import ServiceError

OWNER = "matokeo_owner"
_START_TIMEOUT_S = 60

# Sized for a checkout on somebody's computer: a whole country (277,000 forms) is imported and counted in it.
_COMMON = """\
listen_addresses = ''
unix_socket_permissions = 0700
port = 5432
max_connections = 120
timezone = 'UTC'
log_timezone = 'UTC'
work_mem = '32MB'
maintenance_work_mem = '256MB'
effective_cache_size = '2GB'
random_page_cost = 1.1
jit = off
wal_level = minimal
max_wal_senders = 0
wal_compression = on
checkpoint_timeout = '15min'
synchronous_commit = on
log_line_prefix = '%m [%p] %u@%d '
"""
_DURABLE = "shared_buffers = '512MB'\nmax_wal_size = '4GB'\nmin_wal_size = '256MB'\nfsync = on\nfull_page_writes = on\n"
# Tests throw the cluster away: a crash of the machine may take it.
_DISPOSABLE = "shared_buffers = '192MB'\nmax_wal_size = '512MB'\nfsync = off\nfull_page_writes = off\n"


class PrivatePostgres:
    """One private cluster at `place`; `durable=False` trades crash safety for speed (tests)."""

    def __init__(self, place: Place, *, durable: bool = True) -> None:
        self.place = place
        self.durable = durable
        self.data = place.state / "postgres"
        self.log = place.state / "postgres.log"

    def start(self) -> bool:
        """Make the cluster if there is none and start it; `False` when it already ran.

        Raises `ServiceError` when PostgreSQL or PostGIS is missing or the server does not come up.
        """
        if self.pid() is not None:
            return False
        binaries = self._binaries()
        self.place.prepare()
        if not self.data.exists():
            self._make(binaries)
        self._write_settings()
        command: Words = ["-D", self.data, "-l", self.log, "-w", "-t", str(_START_TIMEOUT_S), "start"]
        try:
            run_as(
                self.place.account, [binaries.directory / "pg_ctl", *command], timeout_s=_START_TIMEOUT_S + 10
            )
        except ServiceError as error:
            raise ServiceError(f"The private PostgreSQL did not start: {error}\n{tail(self.log)}") from error
        return True

    def stop(self) -> bool:
        """Stop the cluster if it runs; `False` when it did not."""
        if self.pid() is None:
            return False
        binaries = self._binaries()
        command: Words = ["-D", self.data, "-m", "fast", "-w", "-t", "60", "stop"]
        run_as(self.place.account, [binaries.directory / "pg_ctl", *command], timeout_s=70)
        return True

    def pid(self) -> int | None:
        """Return the server's process id, `None` when it does not run.

        A pid file left by a crash may name somebody else's process by now; so the process must also have been
        started on this data directory.
        """
        try:
            lines = (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
            pid, directory = int(lines[0]), lines[1]
        except (OSError, ValueError, IndexError):
            return None
        if Path(directory) != self.data:
            return None
        words = command_line(pid)
        if words is not None:
            return pid if str(self.data) in words else None
        return pid if _alive_without_proc(pid) else None

    def create_database(self, name: str, *, template: str | None = None) -> bool:
        """Create database `name` (a copy of `template`); `False` when it exists."""
        with psycopg.connect(self.place.database_url("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
            if known:
                return False
            words = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
            if template is not None:
                words += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
                if not self.durable:
                    # Copies of a small template, hundreds in a run of the tests: files are copied faster than logged.
                    words += sql.SQL(" STRATEGY FILE_COPY")
            connection.execute(words)
        return True

    def drop_database(self, name: str) -> None:
        """Drop database `name` with whatever is connected to it; nothing happens when it does not exist."""
        with psycopg.connect(self.place.database_url("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def _make(self, binaries: Binaries) -> None:
        # Made aside and renamed: an initdb that was killed leaves no half cluster behind.
        fresh = self.data.with_name("postgres.new")
        if fresh.exists():
            shutil.rmtree(fresh)
        words: Words = ["-D", fresh, "-U", OWNER, "--auth=trust", "--encoding=UTF8", "--no-instructions"]
        if not self.durable:
            words.append("--no-sync")
        initdb = binaries.directory / "initdb"
        try:
            run_as(self.place.account, [initdb, *words, "--locale=C.UTF-8"], timeout_s=120)
        except ServiceError as error:
            if "locale" not in str(error):
                raise
            run_as(self.place.account, [initdb, *words, "--locale=C"], timeout_s=120)
        with (fresh / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write("\ninclude 'matokeo.conf'\n")
        # Trust is safe behind a socket directory that nobody else may enter.
        (fresh / "pg_hba.conf").write_text("local all all trust\n", encoding="utf-8")
        fresh.rename(self.data)

    def _write_settings(self) -> None:
        words = _COMMON + (_DURABLE if self.durable else _DISPOSABLE)
        words += f"unix_socket_directories = '{self.place.sockets}'\n"
        (self.data / "matokeo.conf").write_text(words, encoding="utf-8")

    def _binaries(self) -> Binaries:
        made_by = None
        if (self.data / "PG_VERSION").exists():
            made_by = int((self.data / "PG_VERSION").read_text(encoding="utf-8"))
        return choose_binaries(installed_binaries(), made_by=made_by, data=self.data)


def _alive_without_proc(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return not Path("/proc/self").exists()
