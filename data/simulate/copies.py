"""What stands beside the counted forms of a simulated night: agents' copies, and the 34B of finished constituencies.

Called by `night`. A few of them differ from the counted figures, as on any real night, so that the boards of
differences have something to show. They never count.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from data.engine import sql
from data.simulate.people import People

# Of the agents' copies and of the 34B: one in so many per cent is misread.
_COPY_SLIP_PCT, _DECLARED_SLIP_PCT = 4, 12
_DECLARED_SOURCE = "34b"
DECLARE_EVERY_S = 10.0


def copy_forms(connection: Connection, form_ids: Sequence[int], *, share: float, people: People) -> int:
    """Write agents' copies of `share` (0..1) of the forms; return how many."""
    if not share or not form_ids:
        return 0
    given = {
        "form_ids": list(form_ids),
        "share_pct": round(share * 100),
        "slip_pct": _COPY_SLIP_PCT,
        "entered_by": people.entry,
    }
    return int(connection.execute(sql("simulate_copy_forms"), given).scalar_one())


def declare_areas(connection: Connection, election_id: int, people: People) -> int:
    """Write the 34B of every constituency that is whole by now; return how many."""
    given = {
        "election_id": election_id,
        "source": _DECLARED_SOURCE,
        "slip_pct": _DECLARED_SLIP_PCT,
        "entered_by": people.entry,
    }
    return int(connection.execute(sql("simulate_add_declared"), given).scalar_one())
