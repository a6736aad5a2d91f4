"""Lists the queues of verification: second entry, differences, disputed, to confirm; and how many each holds.

Called by the API and the page. Lines never hold a figure. Pages go on after the last row (keyset), so that a page costs
the same wherever it is.
"""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from data.engine import sql
from data.errors import NotThere
from data.records import QueueCounts, QueueName, QueuePage
from data.verify.forms import line_of, read_forms

ROWS = 50
#: Counting stops here: "1,000+" says as much to a clerk as the number.
MOST = 1_000

_STATEMENTS = {
    "second": "verify_list_second",
    "differ": "verify_list_differ",
    "disputed": "verify_list_disputed",
    "confirm": "verify_list_confirm",
}


class _After(msgspec.Struct, array_like=True, frozen=True):
    """The last row of the page before."""

    area: int
    at: datetime
    form: int


def queue_page(
    connection: Connection,
    queue: QueueName,
    *,
    contest: str | None = None,
    area: str | None = None,
    after: str | None = None,
    rows: int = ROWS,
) -> QueuePage:
    """Return a page of a queue of the person's areas; `after` is the `next` of the page before.

    Raises `NotThere` for a mark that no page gave.
    """
    mark = _unpack(after)
    asked: dict[str, Any] = {"contest": contest, "area": area, "rows": rows + 1}
    asked |= {"after_area": mark.area if mark else 0, "after_at": mark.at if mark else None}
    asked["after_form"] = mark.form if mark else 0
    found = connection.execute(sql(_STATEMENTS[queue]), asked).all()
    forms = read_forms(connection, [row.form_id for row in found[:rows]])
    lines = tuple(line_of(forms[row.form_id]) for row in found[:rows] if row.form_id in forms)
    following = None
    if len(found) > rows:
        last = found[rows - 1]
        following = _pack(_After(last.place_key, last.received_at_utc, last.form_id))
    return QueuePage(queue=queue, lines=lines, next=following)


def queue_counts(
    connection: Connection, *, contest: str | None = None, area: str | None = None, most: int = MOST
) -> QueueCounts:
    """Return how many forms each queue of the person's areas holds."""
    row = connection.execute(sql("verify_counts"), {"contest": contest, "area": area, "most": most}).one()
    return QueueCounts(
        second=row.second, differ=row.differ, disputed=row.disputed, confirm=row.confirm, most=most
    )


def is_rehearsal(connection: Connection, election: str = "") -> bool:
    """Tell whether the election being verified is a rehearsal: its pages carry the tape."""
    found = connection.execute(sql("verify_rehearsal"), {"election": election or None}).scalar_one_or_none()
    return bool(found)


def _pack(mark: _After) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(mark)).decode().rstrip("=")


def _unpack(text: str | None) -> _After | None:
    if not text:
        return None
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        mark = msgspec.json.decode(raw, type=_After)
    except (ValueError, msgspec.MsgspecError) as error:
        raise NotThere("There is no such page of the queue.") from error
    if mark.at.tzinfo is None or not 0 <= mark.area < 2**31 or not 0 <= mark.form < 2**63:
        raise NotThere("There is no such page of the queue.")
    return mark
