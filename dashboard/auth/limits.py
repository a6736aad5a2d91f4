"""How often one account, and one address, may ask for a route: `@limit("60 per minute")` under the route decorator.

Called by every API module; `install_limits` by `create_office_app`. Counters are Flask-Limiter's, in Redis for all
processes together; while Redis is away each process counts for itself. It runs after the gate, so the account is known.
"""

from __future__ import annotations

import functools
import ipaddress
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, current_app, request
from flask_limiter import Limiter, RateLimitExceeded
from limits import RateLimitItem, parse_many
from redis.backoff import NoBackoff
from redis.retry import Retry
from werkzeug.exceptions import TooManyRequests

from dashboard.auth.identity import found_actor
from dashboard.redislink import TIMEOUT_S

#: Many phones share one address behind an operator's gateway: an address may do this many times an account's share.
ADDRESS_TIMES = 10
_EXTENSION = "matokeo.limits"
F = TypeVar("F", bound=Callable[..., Any])


def limit(words: str, *, address_times: int = ADDRESS_TIMES) -> Callable[[F], F]:
    """Answer 429 with `Retry-After` beyond `words` ("10 per minute") by one account, or one address for strangers.

    All accounts of an address together may do `address_times` as much.
    """
    parse_many(words)  # a slip of the pen stops the start, not a request

    def mark(view: F) -> F:
        @functools.wraps(view)
        def limited(*args: Any, **kwargs: Any) -> Any:
            limits: Limits | None = current_app.extensions.get(_EXTENSION)
            if limits is not None:
                limits.check(words, address_times)
            return view(*args, **kwargs)

        return cast(F, limited)

    return mark


def install_limits(server: Flask, redis_url: str | None, *, scale: float = 1.0) -> None:
    """Count for `server`; `scale` multiplies every limit, 0 turns them off (for measuring)."""
    if scale > 0:
        server.extensions[_EXTENSION] = Limits(server, redis_url, scale)


class Limits:
    """The counters of one app."""

    def __init__(self, server: Flask, redis_url: str | None, scale: float) -> None:
        """Make Flask-Limiter on Redis, or in memory without one; it connects with the first request."""
        self._scale = scale
        self._guards: dict[tuple[str, str], Callable[[], None]] = {}
        options: dict[str, Any] = {}
        if redis_url is not None:
            options = {
                "socket_timeout": TIMEOUT_S,
                "socket_connect_timeout": TIMEOUT_S,
                "retry": Retry(NoBackoff(), 0),
            }
        self._limiter = Limiter(
            key_func=account,
            storage_uri=_storage(redis_url),
            storage_options=options,
            strategy="fixed-window",
            key_prefix="matokeo",
            in_memory_fallback_enabled=redis_url is not None,
            headers_enabled=False,
        )
        self._limiter.init_app(server)

    def check(self, words: str, address_times: int) -> None:
        """Count this request; raises `TooManyRequests` with the seconds until the window is over."""
        key = (request.endpoint or "", words)
        guard = self._guards.get(key)
        if guard is None:
            guard = self._guards.setdefault(key, self._guard(key, address_times))
        try:
            guard()
        except RateLimitExceeded as error:
            current = self._limiter.current_limit
            wait = max(1, round((current.reset_at if current else 0) - time.time()))
            raise TooManyRequests(
                "Too many requests. Wait a moment, then send it again.", retry_after=wait
            ) from error

    def _guard(self, key: tuple[str, str], address_times: int) -> Callable[[], None]:
        """Return what counts for one route: Flask-Limiter knows its limits by the name of a function."""

        def guard() -> None:
            """Only the decorators count."""

        guard.__qualname__ = "guard:" + ":".join(key)
        own = parse_many(key[1])
        by_account = self._limiter.limit(_words(own, self._scale), key_func=account)
        by_address = self._limiter.limit(_words(own, self._scale * address_times), key_func=address)
        return by_address(by_account(guard))


def account() -> str:
    """Return whom the narrow limit counts: the account, or a stranger's address."""
    actor = found_actor()
    return f"user:{actor.user_id}" if actor is not None else f"stranger:{_network(request.remote_addr)}"


def address() -> str:
    """Return what the wide limit counts."""
    return f"address:{_network(request.remote_addr)}"


def _network(given: str | None) -> str:
    """One home has a whole /64 of IPv6 addresses: it counts as one."""
    try:
        found = ipaddress.ip_address(given or "")
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _words(own: list[RateLimitItem], scale: float) -> str:
    return "; ".join(
        f"{max(1, round(item.amount * scale))} per {item.multiples} {item.GRANULARITY.name}" for item in own
    )


def _storage(redis_url: str | None) -> str:
    if redis_url is None:
        return "memory://"
    return f"redis+{redis_url}" if redis_url.startswith("unix:") else redis_url
