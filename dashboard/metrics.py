"""Counts requests, streams and versions for Prometheus, over all processes of a server.

Several gunicorn workers answer one address, so a scrape must see them all: when `PROMETHEUS_MULTIPROC_DIR` is set
(`dashboard.gunicorn_conf` does, before this module is imported) each process writes memory-mapped files there and
any of them answers for all. Without it (tests, one process) the registry of this object answers. Labels are few and
never hold what a visitor typed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from data.errors import MatokeoError
from data.published import PublishedStore

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_GROUPS = frozenset(
    {
        *("data", "api", "fragment", "assets", "embed", "lite", "healthz", "readyz", "metrics"),
        *("results", "stations", "turnout", "changes", "search"),
    }
)
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST"})
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)


class Metrics:
    """The counters of one app; made once for each app and process."""

    def __init__(self) -> None:
        """Register the counters with a registry of their own."""
        self._registry = CollectorRegistry()
        registry = self._registry
        self._requests = Counter(
            "matokeo_http_requests", "Answers sent.", ("group", "method", "status"), registry=registry
        )
        self._seconds = Histogram(
            "matokeo_http_seconds",
            "Time until an answer began.",
            ("group",),
            buckets=_BUCKETS,
            registry=registry,
        )
        self._listeners = Gauge(
            "matokeo_stream_listeners", "Open streams.", multiprocess_mode="livesum", registry=registry
        )
        self._announced = Counter(
            "matokeo_stream_versions", "Versions announced to listeners, by process.", registry=registry
        )
        self._bound: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def answered(self, path: str, method: str, status: int, seconds: float) -> None:
        """Count one answer."""
        key = (group_of(path), method if method in _METHODS else "other", status)
        bound = self._bound.get(key)
        if bound is None:
            counter = self._requests.labels(key[0], key[1], str(status))
            bound = self._bound[key] = (counter, self._seconds.labels(key[0]))
        bound[0].inc()
        bound[1].observe(seconds)

    def listening(self, change: int) -> None:
        """Count a listener in or out."""
        self._listeners.inc(change)

    def announced(self) -> None:
        """Count one version announced."""
        self._announced.inc()

    def text(self, store: PublishedStore, redis: str) -> bytes:
        """Return the exposition of all processes, with the state of the store and of Redis as of now."""
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            everybody = CollectorRegistry()
            MultiProcessCollector(everybody)  # type: ignore[no-untyped-call]
            counted = generate_latest(everybody)
        else:
            counted = generate_latest(self._registry)
        now = CollectorRegistry()
        now.register(_StoreState(store, redis))
        return counted + generate_latest(now)


class _StoreState(Collector):
    """What a scrape reads from the store itself."""

    def __init__(self, store: PublishedStore, redis: str) -> None:
        self._store = store
        self._redis = redis

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """Yield the gauges."""
        version = GaugeMetricFamily("matokeo_published_version", "Public version.", labels=["election"])
        age = GaugeMetricFamily(
            "matokeo_publisher_silence_seconds",
            "Time since the publisher renewed the pointer.",
            labels=["election"],
        )
        readable = 1.0
        try:
            for election in self._store.elections():
                pointer = self._store.pointer(election)
                version.add_metric([election], pointer.version)
                age.add_metric([election], max(0.0, time.time() - pointer.checked_at.timestamp()))
        except MatokeoError:
            readable = 0.0
        yield version
        yield age
        yield GaugeMetricFamily("matokeo_store_readable", "1 if published files can be read.", readable)
        if self._redis != "off":
            yield GaugeMetricFamily("matokeo_redis_up", "1 if Redis answers.", float(self._redis == "ok"))


def group_of(path: str) -> str:
    """Return the part of the site that a path belongs to: one of a fixed, small set."""
    first = path[1:].split("/", 1)[0]
    if not first:
        return "home"
    return first if first in _GROUPS else "other"
