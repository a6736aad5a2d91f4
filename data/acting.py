"""Who acts, and the transactions in which they act: the one way the office reaches the database.

`Desk.acting(actor)` is a transaction of the role `matokeo_entry` that PostgreSQL's row-level security ties to the
person; `Desk.authenticating()` one of `matokeo_auth`, which alone can read passwords and sessions. Called by
`dashboard` and pages of the office. It decides nothing: the policies in `migrations/ddl` do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, text

from data.engine import make_engine

#: From least to most; a page or route names the least that may ask for it.
LEVELS = ("public", "viewer", "observer", "manager", "admin")
_LEVEL_OF = {
    "public_viewer": "viewer",
    "field_observer": "observer",
    "election_manager": "manager",
    "super_admin": "admin",
}


@dataclass(frozen=True, kw_only=True)
class Actor:
    """One person in one request: what policies, the audit log and pages need to know.

    `address` is the client's IP address; `correlation_id` joins everything one request did in the audit log. While
    `factor_due`, a second factor must be given (or set up) before anything else is open.
    """

    user_id: int
    uid: UUID
    username: str
    display_name: str
    role: str
    language: str = "en"
    second_factor: bool = False
    factor_due: bool = False
    address: str | None = None
    device: str | None = None
    session_uid: UUID | None = None
    correlation_id: UUID = field(default_factory=uuid4)

    @property
    def level(self) -> str:
        """The access level of the person's role."""
        return _LEVEL_OF[self.role]

    def may(self, level: str) -> bool:
        """Tell whether a page or route of `level` is open to the person."""
        return LEVELS.index(self.level) >= LEVELS.index(level)


class Desk:
    """The office's two doors to the database; one a process, made after gunicorn has forked."""

    def __init__(
        self, database_url: str, *, auth_url: str = "", pool_size: int = 8, prepared: bool = False
    ) -> None:
        """Connect as the two roles of the web, whatever role the addresses name.

        `auth_url` is the address for `matokeo_auth` where roles have passwords; default: `database_url`.
        With `prepared`, statements are planned once a session, which halves what PostgreSQL does for a form.
        """
        self.entry: Engine = make_engine(
            database_url, role="matokeo_entry", pool_size=pool_size, prepared=prepared
        )
        self.auth: Engine = make_engine(
            auth_url or database_url,
            role="matokeo_auth",
            pool_size=max(2, pool_size // 2),
            prepared=prepared,
        )

    @contextmanager
    def acting(self, actor: Actor, *, keep_plans: bool = False) -> Iterator[Connection]:
        """Open one transaction in which `actor` acts; commit at the end of the block, roll back on any error.

        With `keep_plans`, prepared statements are never planned for their values again: for what is done hundreds of
        times a second and always finds its rows by a key.
        """
        with self.entry.begin() as connection:
            act_as(connection, actor.user_id, keep_plans=keep_plans)
            yield connection

    @contextmanager
    def authenticating(self) -> Iterator[Connection]:
        """Open one transaction that may read and write what proves who somebody is."""
        with self.auth.begin() as connection:
            yield connection

    def dispose(self) -> None:
        """Close every connection."""
        self.entry.dispose()
        self.auth.dispose()


def act_as(connection: Connection, user_id: int, *, keep_plans: bool = False) -> None:
    """Tie the rest of the transaction to a person; the setting ends with the transaction, never with the session."""
    words = "SELECT set_config('app.user_id', :user_id, true)"
    if keep_plans:
        words += ", set_config('plan_cache_mode', 'force_generic_plan', true)"
    connection.execute(text(words), {"user_id": str(user_id)})
