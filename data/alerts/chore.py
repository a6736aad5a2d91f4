"""The keeper's standing work of alerts: look for causes, wake what was snoozed, tell people, deliver.

Chores of their own, so that a mail server that does not answer keeps neither an alert from opening nor a webhook waiting.
Each round is made of short transactions; what a round did not finish, the next one finds again.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from data.alerts.causes import Synced, sync
from data.alerts.detectors import DETECTORS
from data.alerts.detectors.detector import Detector
from data.alerts.rules import read_rules
from data.audit.trail import record
from data.engine import sql
from data.keeper.chore import Chore
from data.notify.deliver import Courier
from data.notify.router import route_events
from data.publish.options import WorkerOptions
from data.records.alerts import AlertRule

log = logging.getLogger("matokeo.alerts")


def chores(options: WorkerOptions) -> list[Chore]:
    """Return the chores."""
    return [
        Detection(),
        Routing(mail=bool(options.mail_url)),
        Delivery(Courier.of(options, ["email"]), name="mail"),
        Delivery(Courier.of(options, ["webhook"]), name="webhooks"),
    ]


@dataclass
class Detection:
    """Runs every detector at its own pace, for every election that is being counted."""

    name: str = "alerts"
    every_s: float = 2.0
    _due: dict[str, float] = field(default_factory=dict)

    def work(self, engine: Engine) -> bool:
        """Run the detectors that are due; a broken one does not keep the others from looking."""
        moment = time.monotonic()
        due = [one for one in DETECTORS.values() if self._due.get(one.kind, 0.0) <= moment]
        faults: list[DBAPIError] = []
        with engine.begin() as connection:
            wake(connection)
            elections = list(connection.execute(sql("alert_elections")).scalars()) if due else []
        for detector in due:
            self._due[detector.kind] = moment + detector.every_s
            for election_id in elections:
                try:
                    with engine.begin() as connection:
                        look(connection, detector, election_id)
                except DBAPIError as error:
                    log.warning("detector %s: %s", detector.kind, error.orig)
                    faults.append(error)
        if faults:
            raise faults[0]
        return False


def look(
    connection: Connection, detector: Detector, election_id: int, *, now: datetime | None = None
) -> Synced:
    """Bring the alerts of one kind and election up to what holds now. A rule that is switched off has no causes."""
    rule: AlertRule | None = read_rules(connection, election_id).get(detector.kind)
    at = now or connection.execute(sql("alert_moment")).scalar_one()
    if rule is None:
        return Synced()
    causes = detector.causes(connection, election_id, rule.thresholds, now=at) if rule.enabled else []
    return sync(connection, election_id, detector.kind, causes, rule=rule, now=at)


def wake(connection: Connection, *, now: datetime | None = None) -> int:
    """Make active again what was snoozed until now; return how many."""
    woken = connection.execute(sql("alert_wake"), {"now": now}).scalars().all()
    if woken:
        record(
            connection,
            "system:alerts",
            "alert.wake",
            ("alerts", "snoozed"),
            new={"uids": [str(uid) for uid in woken]},
        )
    return len(woken)


@dataclass
class Routing:
    """Tells people what happened to alerts: rows in the office, and deliveries that wait to be made."""

    mail: bool
    name: str = "notify"
    every_s: float = 1.0

    def work(self, engine: Engine) -> bool:
        """Route one batch of events; true when the batch was full."""
        with engine.begin() as connection:
            return route_events(connection, mail=self.mail)


@dataclass
class Delivery:
    """Makes the deliveries that are due, one at a time."""

    courier: Courier
    name: str
    every_s: float = 1.0

    def work(self, engine: Engine) -> bool:
        """Make one delivery; true when there was one."""
        return self.courier.deliver_one(engine)
