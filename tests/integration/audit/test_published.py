"""Seals as the publisher really publishes them, compared with the log as a superuser leaves it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from data.audit.published_seals import published_seals
from tests.integration.audit.log import seal, tamper, verdict, write
from tests.integration.publish.desk import open_desk


def test_a_log_rewritten_from_end_to_end_contradicts_the_versions_that_were_published(
    fresh_database: Engine, store: Path
) -> None:
    desk = open_desk(fresh_database, store)
    write(fresh_database, 1, 2)
    assert seal(fresh_database) == 1
    desk.form("W-1-1-1-1", "president", {"asha": 100, "juma": 50, "neema": 1})
    assert len(desk.publish()) == 1
    write(fresh_database, 3)
    assert seal(fresh_database) == 2
    desk.form("W-1-1-1-2", "president", {"asha": 90, "juma": 60, "neema": 2})
    assert len(desk.publish()) == 1
    told = list(published_seals(store))
    assert [(one.version, one.number) for one in told] == [(1, 1), (2, 2)]
    assert verdict(fresh_database, told).problems == []
    tamper(
        fresh_database,
        "UPDATE audit_log SET actor = 'somebody' WHERE object_id = '2'",
        "UPDATE audit_log SET row_hash = audit_row_hash(audit_log)",
        "DELETE FROM audit_seals",
    )
    assert seal(fresh_database) == 1
    assert verdict(fresh_database).problems == []
    assert verdict(fresh_database, told).problems == [
        f"seal 1 is not the one that was published with {desk.mini.code} version 1",
        f"seal 2 was published with {desk.mini.code} version 2 and is not there",
    ]
