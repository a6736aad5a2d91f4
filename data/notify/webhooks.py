"""Webhooks as administrators keep them: made with a secret of their own, switched on and off, tried, listed with how they went.

Called by the API and the page of rules in a transaction of the person; row security lets administrators only. Address and
secret are encrypted together and shown to nobody again.
"""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID, uuid4

from sqlalchemy import Connection

from data.accounts.vault import Vault
from data.acting import Actor
from data.audit.trail import record
from data.engine import sql
from data.errors import NotThere, PersonRefused
from data.notify.deliveries import delivery_line
from data.notify.language import one_line
from data.notify.webhook import VAULT_FIELD, Call, checked_url
from data.records.notify import MadeWebhook, NewWebhook, Webhook, Webhooks
from data.records.words import N_

MOST = 20
_LAST = 5


def list_webhooks(connection: Connection) -> Webhooks:
    """Return every webhook with its last deliveries, without address and secret."""
    rows = connection.execute(sql("webhook_list")).all()
    found = []
    for row in rows:
        last = connection.execute(sql("webhook_last"), {"webhook_id": row.webhook_id, "rows": _LAST}).all()
        lines = tuple(delivery_line(one) for one in last)
        found.append(
            Webhook(
                uid=row.uid, title=row.title, host=row.host, active=row.active, created_at=row.created_at_utc,
                last=lines,
            )
        )  # fmt: skip
    return Webhooks(webhooks=tuple(found))


def add_webhook(connection: Connection, actor: Actor, vault: Vault, wanted: NewWebhook) -> MadeWebhook:
    """Keep a new webhook; its secret is in the answer and nowhere else. Raises `PersonRefused`."""
    title = one_line(wanted.title)
    if not 1 <= len(title) <= 100:
        raise PersonRefused(N_("A webhook needs a name of at most 100 characters."))
    url = checked_url(wanted.url.strip())
    if len(connection.execute(sql("webhook_list")).all()) >= MOST:
        raise PersonRefused(N_("There are 20 webhooks already."))
    uid, target = uuid4(), Call.made(url)
    sealed = target.sealed(vault, VAULT_FIELD, uid)
    host = urlsplit(url).hostname or ""
    values = {"uid": uid, "title": title, "host": host[:200], "sealed": sealed, "user_id": actor.user_id}
    connection.execute(sql("webhook_add"), values)
    record(connection, actor, "webhook.add", ("webhook", uid), new={"title": title, "host": host})
    made = next(one for one in list_webhooks(connection).webhooks if one.uid == uid)
    return MadeWebhook(webhook=made, secret=target.secret)


def switch_webhook(connection: Connection, actor: Actor, uid: UUID, *, active: bool) -> Webhooks:
    """Say whether a webhook is called. Raises `NotThere`."""
    if connection.execute(sql("webhook_switch"), {"uid": uid, "active": active}).one_or_none() is None:
        raise NotThere("There is no such webhook.")
    record(connection, actor, "webhook.switch", ("webhook", uid), new={"active": active})
    return list_webhooks(connection)


def try_webhook(connection: Connection, actor: Actor, uid: UUID) -> UUID:
    """Queue a trial call, which the worker makes; return the delivery. Raises `NotThere`."""
    made = connection.execute(sql("webhook_try"), {"uid": uid}).scalar_one_or_none()
    if made is None:
        raise NotThere("There is no such webhook.")
    record(connection, actor, "webhook.try", ("webhook", uid), new={"delivery": str(made)})
    return UUID(str(made))


def try_mail(connection: Connection, actor: Actor) -> UUID:
    """Queue a trial mail to the person, which the worker sends; return the delivery."""
    made = connection.execute(sql("notify_try"), {"user_id": actor.user_id}).scalar_one()
    record(connection, actor, "notification.try", ("user", actor.uid), new={"delivery": str(made)})
    return UUID(str(made))


def renew_webhooks(connection: Connection, vault: Vault) -> int:
    """Encrypt every webhook with the newest key; return how many. One transaction of the owner."""
    rows = connection.execute(sql("webhook_sealed")).all()
    for row in rows:
        values = {"webhook_id": row.webhook_id, "sealed": vault.renew(VAULT_FIELD, row.sealed)}
        connection.execute(sql("webhook_renew"), values)
    return len(rows)
