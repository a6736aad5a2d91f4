"""The hub without a server: what a listener is told after missing versions, and how streams are counted and end."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.live import HEARTBEAT, Channel, Hub, HubFull, Listener
from data.errors import NotPublished
from data.published import PublishedStore
from data.records import Hold
from tests.store_factory import StoreFactory

E = "fx-2026"


@pytest.fixture
def factory(tmp_path: Path) -> StoreFactory:
    made = StoreFactory(tmp_path / "store")
    made.publish(20)
    return made


@pytest.fixture
def hub(factory: StoreFactory) -> Iterator[Hub]:
    made = Hub(PublishedStore(factory.root, recheck_s=0), heartbeat_s=3600, max_listeners=5)
    yield made
    made.stop()


def _event(chunk: bytes) -> dict[str, Any]:
    lines = [line.split(": ", 1) for line in chunk.decode().split("\n") if ": " in line]
    found: dict[str, Any] = dict(lines)
    return {**found, "data": json.loads(found["data"])}


def test_the_first_chunk_says_when_to_come_back_and_where_the_election_stands(hub: Hub) -> None:
    listener = hub.listen(E)
    first = next(listener)
    assert first.startswith(b"retry: ")
    assert _event(first)["data"]["version"] == 1
    assert hub.listen(E, 1)._first().startswith(b"retry: ")


def test_times_to_come_back_differ_so_that_a_crowd_does_not_return_at_once(hub: Hub) -> None:
    waits = set()
    for _ in range(20):
        listener = hub.listen(E)
        waits.add(next(listener).split(b"\n", 1)[0])
        listener.close()
    assert len(waits) > 10


def test_a_listener_that_missed_versions_is_told_every_contest_that_changed_since(
    factory: StoreFactory,
) -> None:
    channel = Channel(PublishedStore(factory.root, recheck_s=0), E)
    factory.publish(2, contests=("president",))
    assert channel.look()
    assert _event(channel.message(1))["data"]["contests"] == ["president"]
    factory.publish(2, contests=("governor",))
    assert channel.look()
    assert _event(channel.message(2))["data"]["contests"] == ["governor"]
    assert _event(channel.message(1))["data"]["contests"] == ["governor", "president"]


def test_one_that_was_away_too_long_is_told_all_contests(factory: StoreFactory) -> None:
    channel = Channel(PublishedStore(factory.root, recheck_s=0), E)
    factory.publish(2, contests=("president",))
    channel.look()
    for seen in (None, 77):
        assert _event(channel.message(seen))["data"]["contests"] == ["president", "governor"]


def test_a_rollback_names_the_contests_that_differ(factory: StoreFactory) -> None:
    factory.publish(2, contests=("governor",))
    channel = Channel(PublishedStore(factory.root, recheck_s=0), E)
    factory.point(1, hold=Hold(mode="rolled_back"))
    channel.look()
    assert _event(channel.message(2))["data"]["contests"] == ["governor"]


def test_one_message_serves_all_listeners_and_strange_ids_do_not_pile_up(factory: StoreFactory) -> None:
    channel = Channel(PublishedStore(factory.root, recheck_s=0), E)
    assert channel.message(None) is channel.message(None)
    for seen in range(5000):
        channel.message(seen)
    assert len(channel._messages) <= 64


def test_a_pointer_that_cannot_be_read_is_no_news(factory: StoreFactory) -> None:
    channel = Channel(PublishedStore(factory.root, recheck_s=0), E)
    (factory.root / E / "latest.json").write_bytes(b"{")
    assert not channel.look()
    assert channel.pointer.version == 1


def test_a_channel_whose_election_is_removed_keeps_its_listeners(hub: Hub, factory: StoreFactory) -> None:
    listener = hub.listen(E)
    next(listener)
    (factory.root / E).rename(factory.root / "moved")
    hub.heard(None)
    with pytest.raises(NotPublished):
        hub.listen("never-there")
    (factory.root / "moved").rename(factory.root / E)
    factory.publish(1)
    hub.heard(None)
    assert _event(next(listener))["id"] == "2"


def test_listeners_are_counted_out_once_however_often_they_are_closed(hub: Hub) -> None:
    listeners = [hub.listen(E) for _ in range(5)]
    with pytest.raises(HubFull):
        hub.listen(E)
    for _ in range(3):
        listeners[0].close()
    assert hub.listeners == 4
    hub.listen(E)
    assert hub.listeners == 5


def test_a_refused_listener_is_not_counted(hub: Hub) -> None:
    for _ in range(10):
        with pytest.raises(NotPublished):
            hub.listen("none")
    assert hub.listeners == 0


def test_stopping_ends_streams_that_wait_and_refuses_new_ones(hub: Hub) -> None:
    ended: list[bool] = []

    def follow(listener: Listener) -> None:
        for _ in listener:
            pass
        ended.append(True)

    threads = [threading.Thread(target=follow, args=(hub.listen(E),)) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    hub.stop()
    for thread in threads:
        thread.join(2)
    assert ended == [True] * 3
    with pytest.raises(HubFull):
        hub.listen(E)


def test_each_listener_gets_one_heartbeat_in_a_round_and_not_all_at_the_same_moment(
    factory: StoreFactory,
) -> None:
    hub = Hub(PublishedStore(factory.root), heartbeat_s=0.6, max_listeners=100)
    beats: list[float] = []

    def follow(listener: Listener) -> None:
        for chunk in listener:
            if chunk == HEARTBEAT:
                beats.append(time.monotonic())
                return

    threads = [threading.Thread(target=follow, args=(hub.listen(E, 1),)) for _ in range(15)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    hub.stop()
    assert len(beats) == 15
    assert max(beats) - min(beats) > 0.15
