"""Connections to the store: engines, SQL files, migrations.

`sql(name)` reads `data/sql/<name>.sql` once; statements use `:name` parameters. Who calls: every module of
`data` and the commands of `dashboard.cli`. Makes no engine at import: gunicorn forks first.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, TextClause, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from data.errors import ServiceError, WorkerBusy

_SQL = Path(__file__).parent / "sql"
_MIGRATIONS = Path(__file__).parent / "migrations"


@functools.cache
def sql(name: str) -> TextClause:
    """Return the statement of `data/sql/<name>.sql` with `:name` parameters."""
    return text((_SQL / f"{name}.sql").read_text(encoding="utf-8"))


def make_engine(
    database_url: str, *, role: str | None = None, pool_size: int = 4, prepared: bool = False
) -> Engine:
    """Make an engine for `database_url`; with `role`, connect as that database role instead of the URL's.

    With `prepared`, statements run often are planned once a session: for the worker, which connects to the
    server itself. The URL's password is dropped with the role unless it names that role itself. Raises nothing:
    the first connection does.
    """
    url = make_url(database_url).set(drivername="postgresql+psycopg")
    if role is not None and url.username != role:
        url = url.set(username=role)
    # Server-side prepared statements break behind a transaction-pooling PgBouncer, where the web may be.
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=2,
        pool_pre_ping=True,
        connect_args={
            "prepare_threshold": 2 if prepared else None,
            "connect_timeout": 5,
            "options": "-c timezone=UTC",
        },
    )


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration bound to an open connection."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to `revision`; safe to repeat.

    Raises `ServiceError` when the database cannot be reached.
    """
    try:
        with engine.begin() as connection:
            command.upgrade(alembic_config(connection), revision)
    except OperationalError as error:
        raise ServiceError(
            f"The database at {engine.url.render_as_string(hide_password=True)} does not answer: {error.orig}",
            remedy="Start it (`matokeo services start`) or mend DATABASE_URL.",
        ) from error


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the schema back to `revision`."""
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), revision)


# Keys of the advisory locks, one a kind of work; any fixed numbers would do.
TALLY_LOCK = 7_305_001
PUBLISH_LOCK = 7_305_002
KEEPER_LOCK = 7_305_003


@contextmanager
def hold_lock(engine: Engine, key: int, *, holder: str) -> Iterator[Connection]:
    """Hold the advisory lock `key` in a session of its own as long as the block lasts; yield its connection.

    Raises `WorkerBusy` when another process has it. The statement stands alone: a lock taken in the same
    snapshot as the work could read what the former holder had not yet committed.
    """
    with engine.connect() as connection:
        locked = bool(connection.execute(sql("worker_lock"), {"key": key}).scalar_one())
        connection.commit()
        if not locked:
            raise WorkerBusy(
                f"Another {holder} is at work on this database.",
                remedy="Stop it first, or let it do the work.",
            )
        try:
            yield connection
        finally:
            # The lock belongs to the session: a connection given back to the pool would keep it.
            connection.invalidate()
