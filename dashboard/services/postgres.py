"""The private PostgreSQL cluster with PostGIS: Unix socket only, its own data directory.

Called by `dashboard.services.private` and the tests. Never touches a cluster it did not make: every act names
the data directory.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from dashboard.services.place import Place
from dashboard.services.process import Words, command_line, run_as, tail
from data.errors import ServiceError

OWNER = "matokeo_owner"
_DEBIAN_BINARIES = Path("/usr/lib/postgresql")
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
_DISPOSABLE = "shared_buffers = '192MB'\nmax_wal_size = '2GB'\nfsync = off\nfull_page_writes = off\n"


@dataclass(frozen=True)
class Binaries:
    """One installed PostgreSQL: the directory of its programs and its major version."""

    directory: Path
    major: int
    has_postgis: bool


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


def installed_binaries() -> list[Binaries]:
    """Find every installed PostgreSQL server, newest first."""
    directories = {path.parent.resolve() for path in _DEBIAN_BINARIES.glob("*/bin/initdb")}
    on_path = shutil.which("initdb")
    if on_path:
        directories.add(Path(on_path).resolve().parent)
    found = [made for made in map(_inspect, directories) if made is not None]
    return sorted(found, key=lambda made: made.major, reverse=True)


def choose_binaries(found: list[Binaries], *, made_by: int | None, data: Path) -> Binaries:
    """Choose the PostgreSQL to run: the version that made the cluster, else the newest that has PostGIS.

    Raises `ServiceError` that says what is missing.
    """
    usable = [made for made in found if made.has_postgis]
    if not usable:
        missing = "PostGIS for it" if found else "PostgreSQL with PostGIS"
        raise ServiceError(f"{missing} is not installed.", remedy=REMEDY)
    if made_by is None:
        return usable[0]
    for made in usable:
        if made.major == made_by:
            return made
    raise ServiceError(
        f"The data in {data} were made by PostgreSQL {made_by}, which is not installed (there is {usable[0].major}).",
        remedy=f"Install postgresql-{made_by}-postgis-3, or delete the directory to begin anew.",
    )


REMEDY = (
    "Install PostgreSQL 15 or newer with PostGIS 3 (Debian/Ubuntu: `apt-get install postgresql-15-postgis-3 redis-server`), "
    "or set DATABASE_URL and REDIS_URL, or run `docker compose -f deploy/compose.yaml up`."
)


def _inspect(directory: Path) -> Binaries | None:
    if not (directory / "pg_ctl").exists():
        return None
    try:
        version = subprocess.run(  # noqa: S603
            [directory / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
        major = int(re.findall(r"\d+", version)[0])
        has_postgis = _has_postgis(directory, major)
    except (OSError, subprocess.SubprocessError, IndexError, ValueError):
        return None
    return Binaries(directory=directory, major=major, has_postgis=has_postgis)


def _has_postgis(directory: Path, major: int) -> bool:
    # Debian's pg_config in this directory needs the -dev package; its share directory is fixed.
    if Path(f"/usr/share/postgresql/{major}/extension/postgis.control").exists():
        return True
    said = subprocess.run(  # noqa: S603
        [directory / "pg_config", "--sharedir"], capture_output=True, text=True, timeout=20, check=False
    )
    return said.returncode == 0 and (Path(said.stdout.strip()) / "extension/postgis.control").exists()


def _alive_without_proc(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return not Path("/proc/self").exists()
