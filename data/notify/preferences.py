"""How a person wants mail: least severity, kinds left out, quiet hours, digest; and when a mail may go.

Read by `data.notify.router` for everybody it tells, changed by each person for themselves through the API.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import PersonRefused
from data.notify.deliveries import delivery_line
from data.notify.language import zone_of
from data.records.alerts import KINDS, SEVERITIES, Severity
from data.records.notify import Preferences, PreferencesView
from data.records.words import N_

MOST_DIGEST_MIN = 1440
_MAILS = 10
DIGEST = N_("A digest comes every 0 to 1440 minutes.")
BOTH_ENDS = N_("Quiet hours have a beginning and an end.")
NO_TIME = N_("Quiet hours are times like 22:00.")
#: What a change is refused with, for scripts to say in the reader's language.
REASONS = (DIGEST, BOTH_ENDS, NO_TIME)


def wants_mail(preferences: Preferences, kind: str, severity: Severity) -> bool:
    """Tell whether a person wants a mail about an alert."""
    least = preferences.mail_from
    if least is None or kind in preferences.muted_kinds:
        return False
    return SEVERITIES.index(severity) >= SEVERITIES.index(least)


def due_at(preferences: Preferences, severity: Severity, now: datetime, zone: str) -> datetime:
    """Return when a mail goes: after the digest's minutes, not in quiet hours of the election's zone; critical: at once."""
    if severity == "critical":
        return now
    return after_quiet(preferences, now + timedelta(minutes=preferences.digest_min), zone)


def after_quiet(preferences: Preferences, at: datetime, zone: str) -> datetime:
    """Return `at`, or the end of the quiet hours that it falls into; they may go over midnight."""
    begins, ends = _time(preferences.quiet_from), _time(preferences.quiet_until)
    if begins is None or ends is None or begins == ends:
        return at
    local = at.astimezone(zone_of(zone))
    here = local.time()
    over_midnight = begins > ends
    quiet = (here >= begins or here < ends) if over_midnight else begins <= here < ends
    if not quiet:
        return at
    day = local.date() + timedelta(days=1 if over_midnight and here >= begins else 0)
    return datetime.combine(day, ends, tzinfo=zone_of(zone)).astimezone(at.tzinfo)


def read_preferences(connection: Connection, actor: Actor) -> PreferencesView:
    """Return a person's preferences, whether a mail could reach them, and their last mails."""
    row = connection.execute(sql("notify_preferences"), {"user_id": actor.user_id}).one_or_none()
    mails = connection.execute(sql("notify_mails"), {"user_id": actor.user_id, "rows": _MAILS}).all()
    has_address = bool(connection.execute(sql("notify_has_address")).scalar_one())
    return PreferencesView(
        preferences=Preferences() if row is None else preferences_of(row),
        has_address=has_address,
        mails=tuple(delivery_line(mail) for mail in mails),
    )


def preferences_of(row: Any) -> Preferences:
    """Read stored preferences; a row without any is the defaults."""
    if not row.chosen:
        return Preferences()
    return Preferences(
        mail_from=row.mail_from,
        muted_kinds=tuple(row.muted_kinds),
        quiet_from=row.quiet_from and f"{row.quiet_from:%H:%M}",
        quiet_until=row.quiet_until and f"{row.quiet_until:%H:%M}",
        digest_min=row.digest_min,
    )


def change_preferences(connection: Connection, actor: Actor, wanted: Preferences) -> None:
    """Store a person's own preferences; leaves `notification.preferences`. Raises `PersonRefused`."""
    if unknown := set(wanted.muted_kinds) - set(KINDS):
        raise PersonRefused(f"There is no kind of alert {sorted(unknown)[0][:40]!r}.")
    if not 0 <= wanted.digest_min <= MOST_DIGEST_MIN:
        raise PersonRefused(DIGEST)
    if (wanted.quiet_from is None) != (wanted.quiet_until is None):
        raise PersonRefused(BOTH_ENDS)
    values = {
        "user_id": actor.user_id,
        "mail_from": wanted.mail_from,
        "muted_kinds": sorted(set(wanted.muted_kinds)),
        "quiet_from": _time(wanted.quiet_from),
        "quiet_until": _time(wanted.quiet_until),
        "digest_min": wanted.digest_min,
    }
    connection.execute(sql("notify_preferences_set"), values)
    told = {name: str(value) if isinstance(value, time) else value for name, value in values.items()}
    record(connection, actor, "notification.preferences", ("user", actor.uid), new=told)


def _time(words: str | None) -> time | None:
    if words is None:
        return None
    try:
        if len(words) != 5:
            raise ValueError
        return time.fromisoformat(words)
    except ValueError:
        raise PersonRefused(NO_TIME) from None
