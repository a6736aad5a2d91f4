"""The private PostgreSQL and Redis of one test run, shared by all its xdist workers.

Called by tests/conftest.py only. The run's directory is named by the process that leads the run, so that a
later run can find and end what a killed one left.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from dashboard.services.place import find_place
from dashboard.services.postgres import PrivatePostgres
from dashboard.services.private import locked
from dashboard.services.redis import PrivateRedis
from data.engine import make_engine, migrate

TEMPLATE = "template_matokeo"
#: Names the directory of the services; the process that leads the run sets it for all.
PARENT = "MATOKEO_TEST_PARENT"
_PREFIX = "matokeo-test-"
# About a thousand databases are copied in a run. Where there is room for them in memory, no disk has to take them.
_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 4 * 2**30


class TestServices:
    """Services in `base`, started when first asked for and stopped by the process that leads the run."""

    __test__ = False

    def __init__(self, base: Path) -> None:
        self.base = base
        self.base.mkdir(parents=True, exist_ok=True, mode=0o755)
        self.place = find_place(base)
        self.postgres = PrivatePostgres(self.place, durable=False)
        self.redis = PrivateRedis(self.place)

    def start_postgres(self) -> None:
        """Have the cluster up with a migrated template database."""
        with locked(self.base / "lock"):
            self.postgres.start()
            if self.postgres.create_database(TEMPLATE):
                engine = make_engine(self.place.database_url(TEMPLATE))
                migrate(engine)
                engine.dispose()

    def start_redis(self) -> None:
        """Have Redis up."""
        with locked(self.base / "lock"):
            self.redis.start()

    def end(self) -> None:
        """Stop both and delete everything of this run."""
        try:
            self.redis.stop()
            for base in self.base.glob("own-*"):
                self.own_postgres(base.name).stop()
        finally:
            self.postgres.stop()
            shutil.rmtree(self.base, ignore_errors=True)

    def own_postgres(self, name: str) -> PrivatePostgres:
        """A cluster beside the shared one, for a test that stops it; `name` begins with `own-`."""
        base = self.base / name
        base.mkdir(exist_ok=True, mode=0o755)
        return PrivatePostgres(find_place(base), durable=False)


def choose_parent() -> Path:
    """Return where this run's services live: in memory where that is large enough, else among temporary files."""
    temporary = Path(tempfile.gettempdir())
    if not (_MEMORY.is_dir() and os.access(_MEMORY, os.W_OK)) or os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC:
        return temporary
    room = min(shutil.disk_usage(_MEMORY).free, _available_bytes())
    return _MEMORY if room >= _ROOM_BYTES else temporary


def _available_bytes() -> int:
    for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return 0


def run_directory(leader: int) -> Path:
    """Return the directory of the run led by process `leader`."""
    return Path(os.environ.get(PARENT) or tempfile.gettempdir()) / f"{_PREFIX}{os.geteuid()}-{leader}"


def temporary_files(leader: int) -> Path:
    """Return the directory of the tests' own files; it goes when the run ends."""
    path = run_directory(leader) / "files"
    path.mkdir(parents=True, exist_ok=True)
    return path


def end_orphans() -> None:
    """End the services of runs whose leader is gone (it was killed)."""
    for parent in {Path(tempfile.gettempdir()), _MEMORY}:
        for base in parent.glob(f"{_PREFIX}{os.geteuid()}-*"):
            leader = int(base.name.rpartition("-")[2])
            if base.is_dir() and not Path(f"/proc/{leader}").exists() and Path("/proc/self").exists():
                TestServices(base).end()
