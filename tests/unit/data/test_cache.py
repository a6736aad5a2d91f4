"""The cached data layer: order of its layers, one maker at a time, and a shared cache that fails."""

from __future__ import annotations

import gzip
import threading
import time
from pathlib import Path

import brotli
import pytest

from data.bounded import Bounded
from data.cache import Breaker, VersionCache, version_key
from data.published import PublishedStore
from tests.store_factory import StoreFactory


class Shelf:
    """A shared cache in a dict that can be taken away; counts the calls that reach it."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.away = False
        self.calls = 0

    def get(self, key: str) -> bytes | None:
        self._call()
        return self.kept.get(key)

    def set(self, key: str, value: bytes, ttl_s: int) -> None:
        self._call()
        self.kept[key] = value

    def _call(self) -> None:
        self.calls += 1
        if self.away:
            raise ConnectionError("the shelf is away")


def test_a_value_is_made_once_and_then_comes_from_memory() -> None:
    cache = VersionCache()
    made: list[int] = []
    for _ in range(3):
        assert cache.get("k:v1", lambda: made.append(1) or b"x") == b"x"  # type: ignore[func-returns-value]
    assert len(made) == 1
    assert (cache.counts.memory, cache.counts.made) == (2, 1)


def test_another_process_finds_the_value_in_the_shared_cache() -> None:
    shelf = Shelf()
    VersionCache(shelf).get("k:v1", lambda: b"x")
    other = VersionCache(shelf)
    assert other.get("k:v1", lambda: pytest.fail("made twice")) == b"x"
    assert other.counts.shared == 1


def test_with_the_shared_cache_away_values_are_made_and_it_is_asked_rarely() -> None:
    shelf = Shelf()
    shelf.away = True
    cache = VersionCache(shelf, breaker=Breaker(first_s=30))
    for number in range(500):
        assert cache.get(f"k:{number}", lambda: b"x") == b"x"
    assert shelf.calls == 1
    assert cache.shared_state == "away"


def test_the_shared_cache_is_used_again_by_itself_when_it_is_back() -> None:
    shelf = Shelf()
    shelf.away = True
    cache = VersionCache(shelf, breaker=Breaker(first_s=0.02))
    cache.get("a:v1", lambda: b"x")
    shelf.away = False
    time.sleep(0.03)
    cache.get("b:v1", lambda: b"y")
    assert shelf.kept == {"b:v1": b"y"}
    assert cache.shared_state == "ok"


def test_a_pause_grows_to_its_limit_and_one_caller_probes() -> None:
    breaker = Breaker(first_s=0.01, longest_s=0.03)
    for _ in range(5):
        breaker.failed()
    assert not breaker.allows()
    time.sleep(0.04)
    assert [breaker.allows() for _ in range(3)] == [True, False, False]


def test_what_the_maker_raises_is_raised_and_not_kept() -> None:
    cache = VersionCache()

    def fail() -> bytes:
        raise ValueError("no figures")

    with pytest.raises(ValueError, match="no figures"):
        cache.get("k:v1", fail)
    assert cache.get("k:v1", lambda: b"x") == b"x"


def test_of_many_at_once_one_makes_and_the_others_wait_for_it() -> None:
    cache = VersionCache()
    made: list[int] = []
    got: list[bytes] = []

    def slow() -> bytes:
        made.append(1)
        time.sleep(0.05)
        return b"x"

    threads = [threading.Thread(target=lambda: got.append(cache.get("k:v1", slow))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), got) == (1, [b"x"] * 8)
    assert cache._flights == {}


def test_a_shared_cache_with_foreign_content_is_not_believed() -> None:
    shelf = Shelf()
    shelf.kept["k:v1"] = {"not": "bytes"}  # type: ignore[assignment]
    assert VersionCache(shelf).get("k:v1", lambda: b"x") == b"x"


def test_compressed_variants_unpack_to_the_value_and_small_ones_stay_plain() -> None:
    cache = VersionCache()
    body = b"figures " * 500
    br = cache.variant("k:v1", lambda: body, "gzip, br")
    gz = cache.variant("k:v1", lambda: body, "gzip")
    plain = cache.variant("k:v1", lambda: body, None)
    assert brotli.decompress(br.body) == gzip.decompress(gz.body) == plain.body == body
    assert len({br.etag, gz.etag, plain.etag}) == 3
    assert cache.variant("s:v1", lambda: b"tiny", "br").encoding == "identity"


def test_a_key_tells_versions_and_rebuilt_elections_apart(tmp_path: Path) -> None:
    factory = StoreFactory(tmp_path)
    factory.publish()
    factory.publish()
    store = PublishedStore(tmp_path)
    one, two = (version_key(store.index("fx-2026", v), "page", "president", "en") for v in (1, 2))
    assert one != two
    assert one.startswith("page:fx-2026:v1-")


def test_bounded_keeps_to_its_entries_and_weight() -> None:
    kept: Bounded[int, bytes] = Bounded(3, weight=10, weigh=len)
    for number in range(5):
        kept.put(number, b"xx")
    assert len(kept) == 3
    kept.get(2)
    kept.put(9, b"y" * 8)
    assert kept.get(2) == b"xx"
    assert kept.get(4) is None
    assert kept.weight <= 10
    assert kept.put(10, b"z" * 11) == b"z" * 11
    assert kept.get(10) is None


def test_bounded_counts_a_replaced_value_once() -> None:
    kept: Bounded[str, bytes] = Bounded(3, weight=10, weigh=len)
    for _ in range(20):
        kept.put("k", b"12345")
    assert kept.weight == 5
