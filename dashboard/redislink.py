"""The three uses of Redis by a web process: hearing of versions, sharing what was made, saying whether it is there.

Called by `dashboard.server`. Each use survives Redis going away and comes back by itself; none may hold a
request for longer than `TIMEOUT_S`.
"""

from __future__ import annotations

import functools
import hashlib
import random
import time
from pathlib import Path
from threading import Lock
from typing import Any, cast

import msgspec
import redis
import structlog
from cachelib.serializers import RedisSerializer
from flask import Flask
from flask_caching import Cache
from flask_caching.backends.rediscache import RedisCache
from redis.backoff import NoBackoff
from redis.retry import Retry

from dashboard.firstpaint.compress import Packed
from dashboard.firstpaint.pagecache import Answer
from dashboard.live import CHANNEL, Hub
from data.cache import Breaker

TIMEOUT_S = 0.25
_ROOT = Path(__file__).resolve().parent.parent
_CHECK_S = 15.0
_LONGEST_PAUSE_S = 3.0

log = structlog.get_logger(__name__)


class Subscription:
    """Feeds a hub from the channel of versions; reconnects for as long as the process lives."""

    def __init__(self, url: str) -> None:
        """Connect to `url` when called, not before: gunicorn forks first."""
        self._url = url

    def __call__(self, hub: Hub) -> None:
        """Listen until the hub stops."""
        pause = 0.1
        while not hub.stopping:
            began = time.monotonic()
            try:
                self._follow(hub)
            except (redis.RedisError, OSError) as error:
                log.warning(
                    "the channel of versions is lost; versions come from the store", reason=str(error)
                )
            pause = 0.1 if time.monotonic() - began > _CHECK_S else min(_LONGEST_PAUSE_S, pause * 2)
            time.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads reconnects, guards nothing

    def _follow(self, hub: Hub) -> None:
        client = redis.Redis.from_url(
            self._url,
            socket_connect_timeout=2,
            socket_timeout=_CHECK_S * 2,
            health_check_interval=int(_CHECK_S),
            retry=Retry(NoBackoff(), 0),
        )
        with client, client.pubsub() as channel:  # type: ignore[no-untyped-call]
            channel.subscribe(CHANNEL)
            while not hub.stopping:
                message = channel.get_message(timeout=_CHECK_S)
                if message is None:
                    continue
                # After (re)subscribing messages may have been missed: look at everything once.
                hub.heard(message["data"] if message["type"] == "message" else None)


class _PlainRedisCache(RedisCache):
    """Flask-Caching's Redis backend for bytes: nothing from the network is ever unpickled."""

    class _Bytes(RedisSerializer):
        """Bytes in, bytes out."""

        def dumps(self, value: Any, protocol: int = 0) -> bytes:
            """Return the bytes to keep."""
            return bytes(value)

        def loads(self, value: bytes | None) -> bytes | None:
            """Return the bytes kept."""
            return value

    serializer = _Bytes()


@functools.cache
def release() -> str:
    """Return a mark of the code, words and looks that run: others may draw the same version differently."""
    digest = hashlib.blake2b(digest_size=6)
    for layer in ("data", "components", "pages", "dashboard", "assets"):
        for path in sorted((_ROOT / layer).rglob("*")):
            if path.suffix in {".py", ".po", ".toml", ".css", ".js", ".ttf"}:
                state = path.stat()
                digest.update(f"{path.relative_to(_ROOT)} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class RedisShelf:
    """`data.cache.SharedCache` on Flask-Caching's Redis backend; raises when Redis is away."""

    def __init__(self, server: Flask, url: str) -> None:
        """Attach a Flask-Caching cache to `server`."""
        self._cache = Cache()
        self._cache.init_app(
            server,
            config={
                "CACHE_TYPE": f"{__name__}.plain_redis_cache",
                "CACHE_REDIS_URL": url,
                "CACHE_KEY_PREFIX": f"matokeo:web:{release()}:",
                "CACHE_OPTIONS": {
                    "socket_timeout": TIMEOUT_S,
                    "socket_connect_timeout": TIMEOUT_S,
                    "retry": Retry(NoBackoff(), 0),
                },
            },
        )
        self._backend = server.extensions["cache"][self._cache]

    def get(self, key: str) -> bytes | None:
        """Return the bytes kept under `key`, or `None`."""
        found = self._backend.get(key)
        return found if isinstance(found, bytes) else None

    def set(self, key: str, value: bytes, ttl_s: int) -> None:
        """Keep `value` for `ttl_s` seconds."""
        self._backend.set(key, value, timeout=ttl_s)


def plain_redis_cache(
    app: Flask, config: dict[str, Any], args: list[Any], kwargs: dict[str, Any]
) -> _PlainRedisCache:
    """Make the backend; named in `CACHE_TYPE`, called by Flask-Caching."""
    return cast(_PlainRedisCache, _PlainRedisCache.factory(app, config, args, kwargs))


class SharedAnswers:
    """Finished pages shared between processes: the `Shared` that `firstpaint.pagecache` asks for; never raises."""

    def __init__(self, shelf: RedisShelf, *, ttl_s: int = 600) -> None:
        """Keep answers on `shelf` for `ttl_s` seconds."""
        self._shelf = shelf
        self._ttl_s = ttl_s
        self._breaker = Breaker()
        self._decoder = msgspec.msgpack.Decoder(_Kept)

    def get(self, key: str) -> Answer | None:
        """Return the answer kept under `key`."""
        if not self._breaker.allows():
            return None
        try:
            found = self._shelf.get(key)
            self._breaker.succeeded()
            return self._decoder.decode(found).answer() if found is not None else None
        except msgspec.DecodeError:
            return None
        except (redis.RedisError, OSError):
            self._breaker.failed()
            return None

    def set(self, key: str, answer: Answer) -> None:
        """Keep `answer` under `key`, unless it says what is wrong at this moment."""
        if answer.status != 200 or not self._breaker.allows():
            return
        try:
            self._shelf.set(key, msgspec.msgpack.encode(_Kept.of(answer)), self._ttl_s)
            self._breaker.succeeded()
        except (redis.RedisError, OSError):
            self._breaker.failed()


class _Kept(msgspec.Struct, array_like=True):
    """An answer as it lies in Redis."""

    plain: bytes
    mimetype: str
    etag: str
    br: bytes | None
    gzip: bytes | None
    status: int
    headers: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, answer: Answer) -> _Kept:
        packed = answer.packed
        return cls(
            packed.plain, packed.mimetype, packed.etag, packed.br, packed.gzip, answer.status, answer.headers
        )

    def answer(self) -> Answer:
        packed = Packed(self.plain, self.mimetype, self.etag, self.br, self.gzip)
        return Answer(packed, self.status, self.headers)


class Ping:
    """Says whether Redis answers, asking at most once a second."""

    def __init__(self, url: str | None) -> None:
        """`None` means that there is none on purpose."""
        self._url = url
        self._asked = 0.0
        self._state = "off"
        self._lock = Lock()

    def state(self) -> str:
        """Return `ok`, `away` or `off`."""
        if self._url is None:
            return "off"
        with self._lock:
            if time.monotonic() - self._asked > 1.0:
                self._state = self._ask(self._url)
                self._asked = time.monotonic()
        return self._state

    def _ask(self, url: str) -> str:
        try:
            with redis.Redis.from_url(
                url,
                socket_timeout=TIMEOUT_S,
                socket_connect_timeout=TIMEOUT_S,
                retry=Retry(NoBackoff(), 0),
            ) as client:
                client.ping()
        except (redis.RedisError, OSError):
            return "away"
        return "ok"
