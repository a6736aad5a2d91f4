"""Makes what the keeper derives anew: station board and anomaly findings, after an upgrade or a change of thresholds.

Called by `matokeo watch rebuild`, as the owner, whether a keeper runs or not: it only marks, and the keeper works.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from data.engine import sql


def mark_all(connection: Connection) -> int:
    """Queue every cell for the watchers, in the caller's transaction; return how many.

    The tally worker waits for the end of the transaction: a row that came before the others but committed after them
    would be passed over by a watcher's cursor.
    """
    connection.execute(text("LOCK TABLE changed_cells IN EXCLUSIVE MODE"))
    return connection.execute(sql("watch_mark_all")).rowcount
