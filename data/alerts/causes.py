"""Brings alerts in line with the causes that hold: opens, raises, lets go, reopens. One alert a cause, as long as it lasts.

Called by `data.alerts.chore` with the complete set of causes of a kind, in a transaction of the worker. Two at once open
one alert: the index `alerts_cause` decides. It tells nobody: `data.notify.router` reads the events it leaves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from data.audit.trail import record
from data.engine import sql
from data.records.alerts import SEVERITIES, AlertRule, Route

#: New alerts of one kind in one county at most; the others share one: a storm must not bury the rest.
MOST_PER_PLACE = 20
#: Causes of one kind that a detector reads at most.
MOST_CAUSES = 5_000


@dataclass(frozen=True)
class Cause:
    """Something that holds now and wants an alert. `key` names it within its kind; no severity: the rule's.

    `numbers` are fields of the kind's sentence: facts that stay the same while nothing happens (a time, not an age).
    `place_id` is the county, by which a storm is bundled.
    """

    key: str
    area_id: int
    severity: str | None = None
    numbers: dict[str, Any] = field(default_factory=dict)
    evidence: tuple[dict[str, str], ...] = ()
    station_id: int | None = None
    form_id: int | None = None
    incident_id: int | None = None
    place_id: int | None = None


@dataclass(frozen=True)
class Synced:
    """How many alerts opened, were raised, resolved by themselves."""

    opened: int = 0
    raised: int = 0
    resolved: int = 0


def sync(
    connection: Connection,
    election_id: int,
    kind: str,
    causes: Iterable[Cause],
    *,
    rule: AlertRule | None = None,
    now: datetime | None = None,
) -> Synced:
    """Bring the alerts of `kind` in line with all `causes` that hold; `now` is for tests."""
    at = now or connection.execute(sql("alert_moment")).scalar_one()
    rule = rule or _plain(kind)
    where = {"election_id": election_id, "kind": kind}
    known = {row.dedupe_key: row for row in connection.execute(sql("alert_known"), where)}
    by_key = bundle({cause.key: cause for cause in causes}, set(known))
    fresh = [cause for key, cause in by_key.items() if key not in known]
    opened = _open(connection, where, _ripe(connection, where, fresh, rule, at), rule, at)
    pairs = [(known[key], cause) for key, cause in by_key.items() if key in known]
    raised = _refresh(connection, pairs, rule, at)
    resolved = _let_go(connection, [row for key, row in known.items() if key not in by_key], rule, at)
    if opened or raised or resolved:
        told = {"opened": opened, "raised": raised, "resolved": resolved}
        record(
            connection, "system:alerts", "alert.sync", ("alerts", kind), new={**told, "election": election_id}
        )
    return Synced(len(opened), len(raised), len(resolved))


def _plain(kind: str) -> AlertRule:
    return AlertRule(
        kind=kind, enabled=True, severity="medium", thresholds={}, for_min=0, clear_min=0, route=Route()
    )


def bundle(causes: dict[str, Cause], known: set[str]) -> dict[str, Cause]:
    """Let each place open `MOST_PER_PLACE` alerts; what comes beyond shares one. What has an alert keeps it."""
    by_place: dict[int, list[Cause]] = defaultdict(list)
    for cause in causes.values():
        by_place[cause.place_id or cause.area_id].append(cause)
    kept: dict[str, Cause] = {}
    for place, members in by_place.items():
        members.sort(key=lambda one: (one.key not in known, -_rank(one.severity)))
        stay = [one for number, one in enumerate(members) if number < MOST_PER_PLACE or one.key in known]
        kept.update({one.key: one for one in stay})
        if len(members) > len(stay):
            summary = _summary(place, members, len(members) - len(stay))
            kept[summary.key] = summary
    return kept


def _summary(place: int, members: list[Cause], more: int) -> Cause:
    worst = max((one.severity for one in members if one.severity), key=_rank, default=None)
    return Cause(
        key=f"many:{place}",
        area_id=place,
        severity=worst,
        numbers={"many": True, "n": more},
        evidence=members[-1].evidence[-1:],
        place_id=place,
    )


def _rank(severity: str | None) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else -1


def _ripe(
    connection: Connection, where: dict[str, Any], fresh: list[Cause], rule: AlertRule, at: datetime
) -> list[Cause]:
    """Return the causes that have held for as long as the rule asks; remember since when the others do."""
    if rule.for_min == 0 and not fresh:
        return []
    keys = [cause.key for cause in fresh]
    values = {**where, "keys": keys, "now": at}
    connection.execute(sql("alert_pending_forget"), values)
    if rule.for_min == 0:
        return fresh
    connection.execute(sql("alert_pending_add"), values)
    due = at - timedelta(minutes=rule.for_min)
    since = {row.dedupe_key: row.since_utc for row in connection.execute(sql("alert_pending_read"), values)}
    return [cause for cause in fresh if since.get(cause.key, at) <= due]


def _open(
    connection: Connection, where: dict[str, Any], ripe: list[Cause], rule: AlertRule, at: datetime
) -> list[str]:
    if not ripe:
        return []
    rows = msgspec.json.encode([_row(cause, rule) for cause in ripe]).decode()
    values = {**where, "rows": rows, "now": at}
    return [str(row.uid) for row in connection.execute(sql("alert_open"), values)]


def _row(cause: Cause, rule: AlertRule) -> dict[str, Any]:
    return {
        "key": cause.key,
        "area_id": cause.area_id,
        "severity": cause.severity or rule.severity,
        "numbers": cause.numbers,
        "evidence": list(cause.evidence),
        "station_id": cause.station_id,
        "form_id": cause.form_id,
        "incident_id": cause.incident_id,
    }


def _refresh(
    connection: Connection, pairs: list[tuple[Row[Any], Cause]], rule: AlertRule, at: datetime
) -> list[str]:
    """Write what is new of alerts whose cause still holds; a raised severity opens a settled one again."""
    changed = []
    for row, cause in pairs:
        severity = cause.severity or rule.severity
        higher = _rank(severity) > _rank(row.severity)
        if higher or row.numbers != cause.numbers or row.missing_since_utc is not None:
            told = replace(cause, severity=severity if higher else row.severity)
            changed.append({**_row(told, rule), "alert_id": row.alert_id, "higher": higher})
    if not changed:
        return []
    values = {"rows": msgspec.json.encode(changed).decode(), "now": at}
    return [str(row.uid) for row in connection.execute(sql("alert_refresh"), values)]


def _let_go(connection: Connection, rows: list[Row[Any]], rule: AlertRule, at: datetime) -> list[str]:
    """Resolve alerts whose cause is gone for as long as the rule asks; settled ones only learn that it is over."""
    over = at - timedelta(minutes=rule.clear_min)
    gone, away = [], []
    for row in rows:
        since = row.missing_since_utc or at
        if row.status == "resolved" or since <= over:
            gone.append(row.alert_id)
        elif row.missing_since_utc is None:
            away.append(row.alert_id)
    if away:
        connection.execute(sql("alert_miss"), {"ids": away, "now": at})
    if not gone:
        return []
    return [str(row.uid) for row in connection.execute(sql("alert_let_go"), {"ids": gone, "now": at})]
