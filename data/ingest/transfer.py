"""Bulk transfer into the store: COPY and blocks of new ids, inside the caller's transaction.

Called by the `load_*` modules; must not know what the rows mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import sql as compose
from sqlalchemy import Connection, text


def copy_rows(
    connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """COPY `rows` into `table`; identity columns may be given."""
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        raise TypeError("COPY needs a psycopg connection")
    names = compose.SQL(", ").join(map(compose.Identifier, columns))
    statement = compose.SQL("COPY {} ({}) FROM STDIN").format(compose.Identifier(table), names)
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def next_ids(connection: Connection, table: str, column: str, count: int) -> list[int]:
    """Take `count` ids from the identity sequence of `table.column`."""
    statement = text(
        "SELECT nextval(pg_get_serial_sequence(:table, :column)) FROM generate_series(1, :count)"
    )
    return list(connection.scalars(statement, {"table": table, "column": column, "count": count}))
