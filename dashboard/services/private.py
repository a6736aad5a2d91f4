"""Starts, stops and describes the private services; one call at a time per checkout.

Called by the command line. A service whose URL is set by the environment is somebody else's: it is left alone.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import data
from dashboard.config import DATABASE, Settings
from dashboard.services.packages import install_services, missing_services
from dashboard.services.place import find_place, make_passable
from dashboard.services.postgres import PrivatePostgres
from dashboard.services.redis import PrivateRedis

MIGRATIONS = Path(data.__file__).parent / "migrations"


@dataclass(frozen=True)
class ServiceState:
    """What `matokeo services status` prints of one service; `pid` is `None` when it does not run."""

    name: str
    private: bool
    pid: int | None
    url: str


class PrivateServices:
    """The private services of one checkout, as far as `settings` leave them to us."""

    def __init__(self, settings: Settings, say: Callable[[str], None]) -> None:
        self._settings = settings
        self._say = say
        self._place = find_place(settings.local)
        self._postgres = PrivatePostgres(self._place)
        self._redis = PrivateRedis(self._place)

    def start(self) -> list[str]:
        """Start what is ours and does not run, installing it first where possible; return what was started."""
        started = []
        with self._alone():
            if self._settings.private_database or self._settings.private_redis:
                install_services(self._say)
            if self._settings.private_database:
                if self._postgres.start():
                    started.append("postgres")
                self._postgres.create_database(DATABASE)
            if self._settings.private_redis and self._redis.start():
                started.append("redis")
        return started

    def stop(self, only: list[str] | None = None) -> list[str]:
        """Stop what is ours and runs (`only` these); return what was stopped."""
        stopped = []
        with self._alone():
            for name, service in (("redis", self._redis), ("postgres", self._postgres)):
                if (only is None or name in only) and service.stop():
                    stopped.append(name)
        return stopped

    def status(self) -> list[ServiceState]:
        """Describe both services."""
        settings = self._settings
        return [
            ServiceState(
                "postgres",
                settings.private_database,
                self._postgres.pid() if settings.private_database else None,
                settings.database_url,
            ),
            ServiceState(
                "redis",
                settings.private_redis,
                self._redis.pid() if settings.private_redis else None,
                settings.redis_url or "off",
            ),
        ]

    def prepared(self) -> bool:
        """Tell whether nothing has changed since `mark_prepared`: a second `make setup` starts no server.

        Never so when the database is somebody else's: it may have been replaced.
        """
        stamp = self._place.state / "prepared"
        if not (self._settings.private_database and self._settings.private_redis) or missing_services():
            return False
        return (
            self._postgres.data.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == _schema()
        )

    def mark_prepared(self) -> None:
        """Note that the services are installed and the schema is at head."""
        if self._settings.private_database:
            (self._place.state / "prepared").write_text(_schema(), encoding="utf-8")

    @contextmanager
    def running(self) -> Iterator[None]:
        """Have the services running inside the block; afterwards stop those that this call started."""
        started = self.start()
        try:
            yield
        finally:
            if started:
                self._say(f"Stopping {' and '.join(started)} ...")
                self.stop(started)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        make_passable(self._settings.local, self._place.account)
        with locked(self._settings.local / "services.lock"):
            yield


def _schema() -> str:
    """Return one hash over all migrations."""
    digest = hashlib.sha256()
    for file in sorted([*MIGRATIONS.rglob("*.py"), *MIGRATIONS.rglob("*.sql")]):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on `path`; waits for the other process that has it."""
    with path.open("w", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
