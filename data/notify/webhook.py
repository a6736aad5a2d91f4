"""Calls webhooks: one POST of JSON, signed, to https or to this machine; redirects are not followed.

Called by `data.notify.deliver` and `data.hooks.tell`.
The signature is HMAC-SHA256 over the time, a dot and the body, with the webhook's secret;
the id stays the same when a delivery is tried again, so that the other side can tell. See docs/alerts.md.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import json
import secrets
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from data.accounts.vault import Vault
from data.errors import PersonRefused
from data.notify.letter import Item, Letter
from data.records.words import N_

CONNECT_S = 10.0
#: A call that takes longer is cut, however busily the other side drips.
WHOLE_S = 20.0
_LONGEST_URL = 1000
VAULT_FIELD = "webhook"


class CallRefused(OSError):
    """Raised when the other side answers anything but 2xx; tried again later."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """Where to, and with which secret."""

    url: str
    secret: str

    @classmethod
    def made(cls, url: str) -> Call:
        """Give an address a secret of its own."""
        return cls(url=url, secret=secrets.token_urlsafe(32))

    def sealed(self, vault: Vault, field: str, uid: UUID) -> bytes:
        """Encrypt address and secret together, bound to the row `uid`."""
        return vault.seal(field, uid.int, json.dumps({"url": self.url, "secret": self.secret}))

    @classmethod
    def opened(cls, vault: Vault, field: str, uid: UUID, sealed: bytes) -> Call:
        """Open what `sealed` made. Raises `SealBroken`, or `PersonRefused` for an address that may not be called (any more)."""
        kept = json.loads(vault.unseal(field, uid.int, sealed))
        return cls(url=checked_url(kept["url"]), secret=kept["secret"])


def checked_url(url: str) -> str:
    """Return an address that may be called: https, or http on this machine. Raises `PersonRefused`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise PersonRefused(N_("This is no web address.")) from None
    host = parts.hostname or ""
    if len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise PersonRefused(N_("This is no web address."))
    if not host or parts.username is not None or parts.fragment or port == 0:
        raise PersonRefused(
            N_("This is no web address."), remedy="Neither a name and password nor a # belong into it."
        )
    if parts.scheme == "http" and _is_here(host):
        return url
    if parts.scheme != "https":
        raise PersonRefused(N_("A webhook is called by https only; by http only on this machine."))
    if _is_nowhere(host):
        raise PersonRefused(N_("This address is of no host that could be called."))
    return url


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_nowhere(host: str) -> bool:
    """Link-local addresses serve a cloud's own secrets; the others are no host."""
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return False
    return ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved


def body_of(letter: Letter) -> bytes:
    """Return the JSON of a delivery: the same id however often it is sent."""
    document = {
        "id": str(letter.uid),
        "type": "test" if letter.is_test else f"alert.{letter.items[0].event}" if letter.items else "test",
        "election": letter.election,
        "is_test": letter.is_rehearsal,
        "alerts": [_told(item, letter) for item in letter.items],
    }
    return msgspec.json.encode(document)


def _told(item: Item, letter: Letter) -> dict[str, Any]:
    return {
        "uid": str(item.alert),
        "event": item.event,
        "kind": item.kind,
        "severity": item.severity,
        "at": item.at,
        "area": {"code": item.area_code, "name": item.area},
        "numbers": item.numbers,
        "text": item.sentence("en", letter.zone),
        "href": f"{letter.office_url}/manage/alerts/{item.alert}",
    }


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return what the header `Matokeo-Signature` holds."""
    made = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"v1={made.hexdigest()}"


def call(target: Call, letter: Letter) -> None:
    """Send a letter. Raises `OSError` for everything but an answer of 2xx in time."""
    post(target, body_of(letter), delivery=str(letter.uid), attempt=letter.attempt)


def post(target: Call, body: bytes, *, delivery: str, attempt: int) -> None:
    """Send one signed POST. Raises `OSError` for everything but an answer of 2xx in time."""
    parts, timestamp = urlsplit(target.url), str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Matokeo",
        "Matokeo-Delivery": delivery,
        "Matokeo-Attempt": str(attempt),
        "Matokeo-Timestamp": timestamp,
        "Matokeo-Signature": signature(target.secret, timestamp, body),
    }
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    cut = threading.Timer(WHOLE_S, lambda: _cut(connection))
    cut.daemon = True
    cut.start()
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        if 300 <= answer.status < 400:
            raise CallRefused(f"{answer.status}: redirects are not followed")
        if not 200 <= answer.status < 300:
            raise CallRefused(f"{answer.status} {answer.reason}"[:100])
    except http.client.HTTPException as error:
        raise CallRefused(f"no proper answer: {type(error).__name__}") from error
    finally:
        cut.cancel()
        connection.close()


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=CONNECT_S, context=context)
    return http.client.HTTPConnection(host, port, timeout=CONNECT_S)


def _cut(connection: http.client.HTTPConnection) -> None:
    sock = connection.sock
    if sock is not None:
        with suppress(OSError):  # ended by itself in the same moment
            sock.shutdown(socket.SHUT_RDWR)
