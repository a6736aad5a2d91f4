"""Figures that come by area after a contest was published without any: they show at once, not after a restart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from data.publish.loop import PublishLoop
from data.published import PublishedStore
from data.tally.worker import drain
from tests.election_factory import add_form, make_election


def test_the_first_figures_of_an_area_come_after_an_empty_version(
    fresh_database: Engine, tmp_path: Path
) -> None:
    with fresh_database.begin() as connection:
        mini = make_election(connection)
        add_form(connection, mini, "W-1-1-1-1", "president", {"asha": 10, "juma": 5, "neema": 1})
    loop = PublishLoop(fresh_database, tmp_path / "store", tmp_path / "key", interval_s=0)

    def publish() -> Any:
        with fresh_database.connect() as connection:
            drain(connection)
        loop.round()
        store = PublishedStore(tmp_path / "store", recheck_s=0)
        return store, store.pointer(mini.code).version

    store, version = publish()
    assert store.document(mini.code, version, "governor", "W-1").stations.counted == 0
    with fresh_database.begin() as connection:
        add_form(
            connection, mini, "W-1-1-1-1", "governor", {"pendo": 900, "baraka": 800}, station_id=None,
            leaf_area_id=mini.areas["W-1"], registered_voters=8000,
        )  # fmt: skip
    store, version = publish()
    document = store.document(mini.code, version, "governor", "W-1")
    assert document.by_area
    assert {c.code: c.votes for c in document.candidates} == {"pendo": 900, "baraka": 800}
    assert "governor/W-1-1-1" not in store.index(mini.code, version).documents
    with fresh_database.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM gate_findings")).scalar_one() == 0
