"""Prepared public notices: words in both languages, prepared, shown, ended; never changed.

Called by `dashboard.office_api.publish` and pages of publication control on a connection of `Desk.acting`; the publisher puts
those that are shown into the pointer (`active_notices`). Text is text: whoever draws it escapes it.
"""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import NotThere, StepRefused
from data.publish.control import refusing
from data.records.publication import NoticeAsk, NoticeRecord, NoticeStep, PublicNotice
from data.records.words import N_

SHOWN = 30
#: Refused before the store is asked; pages translate them.
MISSING = N_("A notice needs its words in English and in Swahili.")
SAME = N_("The words are the same in both languages: one of them is not translated.")
UNFILLED = N_("A field in braces is not filled in yet.")
UNPRINTABLE = N_("A notice is one line of plain text: no line breaks, no invisible characters.")
_FIELD = re.compile(r"\{\w*\}|\[\w*\]")
_SHORTEST = 3


def prepare_notice(connection: Connection, actor: Actor, election_id: int, ask: NoticeAsk) -> UUID:
    """Store a notice that nobody sees yet. Raises `NotAllowed`, `StepRefused`."""
    english, swahili = ask.en.strip(), ask.sw.strip()
    _check_words(english, swahili)
    row = {
        "election_id": election_id,
        "kind": ask.kind,
        "text_en": english,
        "text_sw": swahili,
        "user_id": actor.user_id,
    }
    with refusing():
        uid = UUID(str(connection.execute(sql("publication_notice_add"), row).scalar_one()))
    new = {"notice": str(uid), "kind": ask.kind, "en": english, "sw": swahili}
    record(connection, actor, "notice.prepare", ("election", ask.election), new=new)
    return uid


def move_notice(connection: Connection, actor: Actor, uid: UUID, step: NoticeStep) -> None:
    """Show a prepared notice to the public, or end one. Raises `NotThere`, `NotAllowed`, `StepRefused`."""
    with refusing():
        row = connection.execute(sql("publication_notice_move"), {"uid": uid, "state": step.state}).first()
    if row is None:
        raise NotThere("There is no such notice, or it is not yours to change.")
    verb = "show" if step.state == "active" else "end"
    new = {"notice": str(uid), "state": step.state, "kind": row.kind, "en": row.text_en, "sw": row.text_sw}
    record(
        connection, actor, f"notice.{verb}", ("election", row.election), old={"state": row.before}, new=new
    )


def notices(connection: Connection, election_id: int, *, most: int = SHOWN) -> tuple[NoticeRecord, ...]:
    """Return the notices of an election: shown, prepared, ended."""
    rows = connection.execute(sql("publication_notices"), {"election_id": election_id, "rows": most})
    return tuple(_record(row) for row in rows)


def active_notices(told: list[dict[str, str]] | None) -> tuple[PublicNotice, ...]:
    """Return the notices that the public sees, from what `publish_due` tells of them."""
    return tuple(msgspec.convert(one, PublicNotice, strict=False) for one in told or ())


def _check_words(english: str, swahili: str) -> None:
    if min(len(english), len(swahili)) < _SHORTEST:
        raise StepRefused(MISSING)
    if english.casefold() == swahili.casefold():
        raise StepRefused(SAME)
    for words in (english, swahili):
        if not words.isprintable():
            raise StepRefused(UNPRINTABLE)
        if _FIELD.search(words):
            raise StepRefused(UNFILLED)


def _record(row: Row[Any]) -> NoticeRecord:
    return NoticeRecord(
        notice=row.uid,
        kind=row.kind,
        en=row.text_en,
        sw=row.text_sw,
        state=row.state,
        prepared_by=row.prepared_by or "",
        prepared_at=row.prepared_at_utc,
        activated_by=row.activated_by,
        activated_at=row.activated_at_utc,
        ended_by=row.ended_by,
        ended_at=row.ended_at_utc,
    )
