"""Fills an audit log, seals it, and lets a superuser tamper with it behind its triggers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from data.audit.published_seals import PublishedSeal
from data.audit.seal import seal_once
from data.audit.trail import record
from data.audit.verify import AuditVerdict, verify_log


def write(engine: Engine, *numbers: int) -> None:
    """Write a row for each number, all in one transaction."""
    with engine.begin() as connection:
        for number in numbers:
            record(connection, "system:test", "form.enter", ("form", number), new={"valid_votes": number})


def seal(engine: Engine) -> int | None:
    """Seal what is finished."""
    with engine.begin() as connection:
        return seal_once(connection)


def sealed_log(engine: Engine) -> None:
    """Three seals over nine rows in four transactions, and one row after them."""
    write(engine, 1, 2, 3)
    assert seal(engine) == 1
    write(engine, 4, 5)
    write(engine, 6)
    assert seal(engine) == 2
    write(engine, 7, 8, 9)
    assert seal(engine) == 3
    write(engine, 10)


def verdict(engine: Engine, published: list[PublishedSeal] | None = None) -> AuditVerdict:
    """Verify the log."""
    with engine.connect() as connection:
        return verify_log(connection, published)


def problems(engine: Engine) -> list[str]:
    """What does not hold."""
    return verdict(engine).problems


@contextmanager
def tampering(engine: Engine) -> Iterator[Connection]:
    """A superuser's transaction in which no trigger fires."""
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection


def tamper(engine: Engine, *statements: str) -> None:
    """Run statements behind the triggers' back; each must do something."""
    with tampering(engine) as connection:
        for statement in statements:
            done = connection.execute(text(statement))
            assert done.rowcount != 0, statement
