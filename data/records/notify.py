"""Notifications and deliveries: what a person is told in the office, by mail or through a webhook, and how it went.

Made by `data.notify`, shown by `components.office.notifications` and `components.office.alertrules`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from data.records.alerts import Severity
from data.records.results import Record
from data.records.words import N_

#: Why somebody is told, by the kind of event; the alert's own sentence follows.
TOLD = {
    "opened": N_("New alert"),
    "reopened": N_("Alert again"),
    "severity": N_("Alert is more severe"),
    "assigned": N_("Alert given to you"),
    "resolved": N_("Alert resolved"),
}


class Notification(Record, frozen=True, kw_only=True):
    """One thing a person was told; `told` is a key of `TOLD`, `kind` and `numbers` make the sentence."""

    id: int
    told: str
    kind: str | None
    severity: Severity
    title: str
    numbers: dict[str, Any]
    href: str
    timezone: str
    at: datetime
    read: bool


class NotificationPage(Record, frozen=True, kw_only=True):
    """Notifications, the newest first; `next` goes into `before`."""

    notifications: tuple[Notification, ...]
    next: int | None
    unread: int


class Unread(Record, frozen=True, kw_only=True):
    """How many notifications nobody has read; at most 100 are counted."""

    unread: int


class ReadMark(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which notifications are read: those of `ids`, or every one up to `until`."""

    ids: tuple[int, ...] = ()
    until: int | None = None


class Preferences(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a person wants mail: the least severity (`None` never), kinds left out, quiet hours (`HH:MM`), digest."""

    mail_from: Severity | None = "high"
    muted_kinds: tuple[str, ...] = ()
    quiet_from: str | None = None
    quiet_until: str | None = None
    digest_min: int = 0


class PreferencesView(Record, frozen=True, kw_only=True):
    """Preferences as they hold, whether an address is known, and the last mails."""

    preferences: Preferences
    has_address: bool
    mails: tuple[DeliveryLine, ...]


class DeliveryLine(Record, frozen=True, kw_only=True):
    """A delivery and how far it is: queued, sent, failed (tried again at `next_try`), given_up, dropped."""

    uid: UUID
    channel: str
    is_test: bool
    status: str
    attempts: int
    created_at: datetime
    next_try: datetime | None
    settled_at: datetime | None
    error: str | None


class Webhook(Record, frozen=True, kw_only=True):
    """A webhook without its address and secret."""

    uid: UUID
    title: str
    host: str
    active: bool
    created_at: datetime
    last: tuple[DeliveryLine, ...] = ()


class Webhooks(Record, frozen=True, kw_only=True):
    """Every webhook."""

    webhooks: tuple[Webhook, ...]


class NewWebhook(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A webhook to be called: https, or http on this machine."""

    title: str
    url: str


class MadeWebhook(Record, frozen=True, kw_only=True):
    """A new webhook with its secret, which is shown this once."""

    webhook: Webhook
    secret: str


class WebhookChange(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether a webhook is called."""

    active: bool


class Queued(Record, frozen=True, kw_only=True):
    """A delivery that the worker will make."""

    delivery: UUID
