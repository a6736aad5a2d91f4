"""Where the private services live, and as whom they run.

Called by `postgres`, `redis` and `dashboard.config`. Makes directories only when asked to (`prepare`); starts
nothing.
"""

from __future__ import annotations

import grp
import hashlib
import os
import pwd
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from data.errors import ServiceError

# sockaddr_un holds 108 bytes with the closing zero; PostgreSQL's socket name is the longest we put there.
_SOCKET_LIMIT = 107
_LONGEST_SOCKET = "/.s.PGSQL.5432"


@dataclass(frozen=True)
class Account:
    """The system account that the services run as; PostgreSQL refuses to run as root."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """Directories of the private services of one checkout.

    `state` holds data and logs, `sockets` only Unix sockets: its path must be short. `account` is `None` when
    they run as the caller.
    """

    state: Path
    sockets: Path
    account: Account | None

    @property
    def redis_socket(self) -> Path:
        """Where Redis listens."""
        return self.sockets / "redis.sock"

    def database_url(self, database: str) -> str:
        """Return the URL of `database` on the private cluster, as its owner."""
        return f"postgresql://matokeo_owner@/{database}?host={self.sockets}"

    def redis_url(self) -> str:
        """Return the URL of the private Redis."""
        return f"unix://{self.redis_socket}"

    def prepare(self) -> None:
        """Make the directories, private to the account the services run as.

        Raises `ServiceError` when one exists and belongs to somebody else: in a shared /tmp that is an attack.
        """
        for directory in (self.state, self.sockets):
            make_passable(directory.parent, self.account)
            directory.mkdir(mode=0o700, exist_ok=True)
            if directory.is_symlink():
                raise ServiceError(f"{directory} is a symbolic link.", remedy="Remove it and start again.")
            owner = directory.stat().st_uid
            wanted = self.account.uid if self.account else os.geteuid()
            if owner not in {wanted, os.geteuid()}:
                raise ServiceError(
                    f"{directory} belongs to another user (uid {owner}).", remedy="Remove it and start again."
                )
            if self.account is not None and owner != self.account.uid:
                os.chown(directory, self.account.uid, self.account.gid)
            directory.chmod(0o700)


def find_place(base: Path) -> Place:
    """Return where the services of `base` (a checkout's `.local`, or a directory of a test run) live."""
    base = base.absolute()
    account = service_account() if os.geteuid() == 0 else None
    state, sockets = base / "services", base / "run"
    short = Path(tempfile.gettempdir()) / f"matokeo-{os.geteuid()}-{_digest(base)}"
    if account is not None and not reachable(base, account):
        # A checkout under /root: the account may not pass through it.
        state, sockets = short / "services", short / "run"
    if len(str(sockets) + _LONGEST_SOCKET) > _SOCKET_LIMIT:
        sockets = short / "run"
    return Place(state=state, sockets=sockets, account=account)


def make_passable(directory: Path, account: Account | None) -> None:
    """Make `directory` where it is missing; let the account pass through it (not read it) whatever the umask."""
    if not directory.exists():
        directory.mkdir(parents=True, exist_ok=True)
        if account is not None:
            directory.chmod(directory.stat().st_mode | 0o111)


def service_account() -> Account:
    """Return the unprivileged account for services started by root.

    Raises `ServiceError` when the system has none.
    """
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name=name, uid=entry.pw_uid, gid=entry.pw_gid)
    raise ServiceError(
        "PostgreSQL does not run as root, and there is no account `postgres` or `nobody`.",
        remedy="Run as an ordinary user.",
    )


def reachable(path: Path, account: Account) -> bool:
    """Tell whether `account` may pass through every existing directory from the root down to `path`."""
    groups = {account.gid} | {g.gr_gid for g in grp.getgrall() if account.name in g.gr_mem}
    for directory in (path, *path.parents):
        try:
            status = directory.stat()
        except FileNotFoundError:
            continue
        if status.st_uid == account.uid:
            bit = stat.S_IXUSR
        elif status.st_gid in groups:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        if not status.st_mode & bit:
            return False
    return True


def _digest(base: Path) -> str:
    return hashlib.sha256(str(base).encode()).hexdigest()[:10]
