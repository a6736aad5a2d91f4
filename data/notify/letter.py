"""What a delivery tells, read once before it is sent: the events of alerts, as data and as sentences.

Made by `data.notify.deliver` for `mail` and `webhook`. It holds no address and no figure of a form that waits for a reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from data.engine import sql
from data.notify.language import one_line, speaker, spoken_numbers
from data.records.alerts import KINDS, sentence_of
from data.records.notify import TOLD

#: Events told in one message at most; the others are counted.
MOST_ITEMS = 50


@dataclass(frozen=True, kw_only=True)
class Item:
    """One event of an alert."""

    alert: UUID
    event: str
    kind: str
    severity: str
    at: datetime
    area_code: str
    area: str
    numbers: dict[str, Any]

    def sentence(self, lang: str, zone: str) -> str:
        """Tell it in a language."""
        say = speaker(lang)
        fields = spoken_numbers({**self.numbers, "area": self.area}, zone, say)
        return say(sentence_of(self.kind, self.numbers), **fields)

    def title(self, lang: str) -> str:
        """Name the kind of alert in a language."""
        return speaker(lang)(KINDS[self.kind].title)

    def told(self, lang: str) -> str:
        """Say why it is told, in a language."""
        return speaker(lang)(TOLD[self.event])


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One delivery: its id, whether it is a trial, the election, the first events, how many there are."""

    uid: UUID
    attempt: int
    is_test: bool
    lang: str
    election: str | None
    election_title: str
    is_rehearsal: bool
    zone: str
    items: tuple[Item, ...]
    count: int
    office_url: str


def letter_of(connection: Connection, claimed: Row[Any], *, office_url: str) -> Letter:
    """Read what a claimed delivery tells."""
    rows = connection.execute(
        sql("deliver_items"), {"delivery_id": claimed.delivery_id, "rows": MOST_ITEMS}
    ).all()
    return Letter(
        uid=claimed.uid,
        attempt=claimed.attempts,
        is_test=claimed.is_test,
        lang=claimed.language or "en",
        election=claimed.election,
        election_title=one_line(claimed.election_title or ""),
        is_rehearsal=bool(claimed.is_rehearsal),
        zone=claimed.timezone or "UTC",
        items=tuple(_item(row) for row in rows),
        count=rows[0].everything if rows else 0,
        office_url=office_url.rstrip("/"),
    )


def _item(row: Row[Any]) -> Item:
    return Item(
        alert=row.alert_uid,
        event=row.event_kind,
        kind=row.kind,
        severity=row.severity,
        at=row.at_utc,
        area_code=row.area_code,
        area=one_line(row.area),
        numbers=row.numbers,
    )
