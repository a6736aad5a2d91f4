"""What `matokeo audit verify` finds when a superuser edits, deletes, inserts, reorders or moves rows and seals."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from data.audit.published_seals import PublishedSeal, published_seals
from data.audit.seal import make_partitions, seal_once
from data.audit.trail import record
from data.engine import make_engine
from tests.integration.audit.log import (
    problems,
    seal,
    sealed_log,
    tamper,
    tampering,
    verdict,
    write,
)

REHASH = "UPDATE audit_log SET row_hash = audit_row_hash(audit_log)"


def test_an_untouched_log_holds_and_its_tail_is_counted(fresh_database: Engine) -> None:
    sealed_log(fresh_database)
    found = verdict(fresh_database)
    assert (found.problems, found.rows, found.seals, found.unsealed) == ([], 10, 3, 1)
    assert found.unsealed_since is not None


def test_an_empty_log_holds(fresh_database: Engine) -> None:
    assert problems(fresh_database) == []
    assert seal(fresh_database) is None


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'somebody'",
        "action = 'form.confirm'",
        "object_type = 'station'",
        "object_id = '99'",
        "old_value = '{}'",
        "old_value = 'null'",
        "new_value = NULL",
        "new_value = jsonb_set(new_value, '{valid_votes}', '5.0')",
        "reason = ''",
        "correlation_id = gen_random_uuid()",
        "user_id = 1",
        "address = '10.0.0.1'",
        "at_utc = at_utc + interval '1 microsecond'",
        "row_hash = sha256('')",
        "hash_version = 1",
        "txid = '4'",
        "audit_id = 1005",
    ],
)
def test_an_edited_row_is_named(fresh_database: Engine, change: str) -> None:
    sealed_log(fresh_database)
    if "audit_id" in change:
        # An identity column is not even a superuser's to update by name: delete and insert with that number.
        with tampering(fresh_database) as connection:
            connection.execute(text("ALTER TABLE audit_log ALTER audit_id DROP IDENTITY"))
    tamper(fresh_database, f"UPDATE audit_log SET {change} WHERE object_id = '5'")
    found = "\n".join(problems(fresh_database))
    assert "was edited" in found
    assert "row 1005" in found if "audit_id" in change else "row 5 " in found


def test_an_edited_row_of_the_unsealed_tail_is_named(fresh_database: Engine) -> None:
    sealed_log(fresh_database)
    tamper(fresh_database, "UPDATE audit_log SET actor = 'somebody' WHERE object_id = '10'")
    assert [p[:7] for p in problems(fresh_database)] == ["row 10 "]


def test_an_edited_row_with_its_hash_made_anew_breaks_its_seal(fresh_database: Engine) -> None:
    sealed_log(fresh_database)
    tamper(fresh_database, "UPDATE audit_log SET actor = 'somebody' WHERE object_id = '5'", REHASH)
    (found,) = problems(fresh_database)
    assert found.startswith("seal 2 ")
    assert "not the rows that were sealed" in found


def test_a_hash_function_that_says_what_is_stored_hides_nothing(fresh_database: Engine) -> None:
    sealed_log(fresh_database)
    tamper(
        fresh_database,
        "CREATE OR REPLACE FUNCTION audit_row_hash(a audit_log) RETURNS bytea LANGUAGE sql STABLE AS 'SELECT a.row_hash'",
        "UPDATE audit_log SET actor = 'somebody' WHERE object_id = '5'",
    )
    assert [p[:6] for p in problems(fresh_database)] == ["row 5 "]


@pytest.mark.parametrize(("number", "number_of_seal"), [(1, 1), (5, 2), (6, 2), (9, 3)])
def test_a_deleted_row_is_missed_by_its_seal(
    fresh_database: Engine, number: int, number_of_seal: int
) -> None:
    sealed_log(fresh_database)
    tamper(fresh_database, f"DELETE FROM audit_log WHERE object_id = '{number}'")
    (found,) = problems(fresh_database)
    assert found.startswith(f"seal {number_of_seal} ")
    assert "1 deleted" in found


def test_an_inserted_row_is_one_too_many(fresh_database: Engine) -> None:
    sealed_log(fresh_database)
    tamper(
        fresh_database,
        "INSERT INTO audit_log (actor, action, object_type, object_id, txid, hash_version, row_hash)"
        " SELECT 'system:test', 'form.enter', 'form', '77', txid, 2, '' FROM audit_log WHERE object_id = '5'",
        REHASH,
    )
    (found,) = problems(fresh_database)
    assert found.startswith("seal 2 ")
    assert "1 inserted" in found


def test_a_row_inserted_into_the_future_is_named_and_not_taken_for_one_that_waits(
    fresh_database: Engine,
) -> None:
    sealed_log(fresh_database)
    tamper(
        fresh_database,
        "INSERT INTO audit_log (actor, action, object_type, object_id, txid, hash_version, row_hash)"
        " VALUES ('system:test', 'form.enter', 'form', '77', '99999999999', 2, '')",
        REHASH,
    )
    (found,) = problems(fresh_database)
    assert "has not begun" in found


def test_two_rows_that_change_places_are_found_even_with_hashes_made_anew(fresh_database: Engine) -> None:
    sealed_log(fresh_database)
    swap = (
        "UPDATE audit_log a SET object_id = b.object_id, new_value = b.new_value FROM audit_log b"
        " WHERE (a.object_id, b.object_id) IN (('4', '5'), ('5', '4'))"
    )
    tamper(fresh_database, swap)
    assert sum("was edited" in p for p in problems(fresh_database)) == 2
    tamper(fresh_database, REHASH)
    assert [p[:7] for p in problems(fresh_database)] == ["seal 2 "]


def test_a_row_moved_to_another_transaction_is_missed_by_one_seal_and_too_many_in_another(
    fresh_database: Engine,
) -> None:
    sealed_log(fresh_database)
    move = "UPDATE audit_log SET txid = (SELECT max(txid) FROM audit_log WHERE object_id = '9') WHERE object_id = '2'"
    tamper(fresh_database, move, REHASH)
    found = problems(fresh_database)
    assert [p[:7] for p in found] == ["seal 1 ", "seal 3 "]
    assert "moved away" in found[0]
    assert "moved in" in found[1]


def test_a_truncated_partition_is_missed(fresh_database: Engine) -> None:
    sealed_log(fresh_database)
    with fresh_database.begin() as connection:
        connection.execute(text("ALTER TABLE audit_log_default DISABLE TRIGGER ALL"))
        connection.execute(text("TRUNCATE audit_log_default"))
        connection.execute(text("ALTER TABLE audit_log_default ENABLE TRIGGER ALL"))
    assert [p[:7] for p in problems(fresh_database)] == ["seal 1 ", "seal 2 ", "seal 3 "]


def test_truncate_of_a_partition_made_ahead_is_refused(fresh_database: Engine) -> None:
    with fresh_database.begin() as connection:
        names = make_partitions(connection)
    assert len(names) == 3
    with fresh_database.begin() as connection:
        assert make_partitions(connection) == []
    for name in (*names, "audit_log_default", "audit_log", "audit_seals"):
        with fresh_database.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text(f"TRUNCATE {name}"))
    write(fresh_database, 1)
    with fresh_database.connect() as connection:
        where = connection.execute(text("SELECT tableoid::regclass::text FROM audit_log")).scalar_one()
    assert where == names[0], "this month's rows go to this month's partition"
    assert seal(fresh_database) == 1
    assert problems(fresh_database) == []


def test_a_detached_partition_and_a_guard_that_is_switched_off_are_named(fresh_database: Engine) -> None:
    with fresh_database.begin() as connection:
        (now, *_) = make_partitions(connection)
    sealed_log(fresh_database)
    with fresh_database.begin() as connection:
        connection.execute(text(f"ALTER TABLE audit_log DETACH PARTITION {now}"))
        connection.execute(text("ALTER TABLE audit_seals DISABLE TRIGGER audit_seals_append_only"))
    found = problems(fresh_database)
    assert f"table {now} is not part of the log any more: its rows are missing from it" in found
    assert any(p.startswith("table audit_seals does not refuse UPDATE") for p in found)
    assert sum("deleted or moved away" in p for p in found) == 3


def test_a_month_that_has_rows_in_the_default_partition_stays_there(fresh_database: Engine) -> None:
    write(fresh_database, 1)
    with fresh_database.begin() as connection:
        assert len(make_partitions(connection)) == 2
    write(fresh_database, 2)
    with fresh_database.connect() as connection:
        count = connection.execute(text("SELECT count(*) FROM audit_log_default")).scalar_one()
    assert count == 2


# Seals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "rows = rows + 1",
        "snapshot = '1:999999:'",
        "last_audit_id = 1",
        "rows_sha256 = sha256('')",
        "sealed_at_utc = sealed_at_utc - interval '1 day'",
        "previous_sha256 = sha256('')",
        "seal_sha256 = sha256('')",
    ],
)
def test_an_edited_seal_is_named(fresh_database: Engine, change: str) -> None:
    sealed_log(fresh_database)
    tamper(fresh_database, f"UPDATE audit_seals SET {change} WHERE seal_id = 2")
    assert any(p.startswith("seal 2 ") and "was edited" in p for p in problems(fresh_database))


def test_an_edited_seal_with_its_hash_made_anew_breaks_the_chain(fresh_database: Engine) -> None:
    sealed_log(fresh_database)
    tamper(
        fresh_database,
        "UPDATE audit_seals SET sealed_at_utc = sealed_at_utc - interval '1 day' WHERE seal_id = 2",
        "UPDATE audit_seals SET seal_sha256 = audit_seal_hash(audit_seals) WHERE seal_id = 2",
    )
    assert problems(fresh_database) == ["seal 3 does not continue the seal before it"]


def test_a_removed_seal_is_named(fresh_database: Engine) -> None:
    sealed_log(fresh_database)
    tamper(fresh_database, "DELETE FROM audit_seals WHERE seal_id = 2")
    assert "seal 2 is missing" in problems(fresh_database)


def test_the_newest_seal_removed_with_its_rows_is_found_by_what_was_published(fresh_database: Engine) -> None:
    sealed_log(fresh_database)
    newest = verdict(fresh_database).newest_seal
    assert newest is not None
    told = [PublishedSeal("wendera-2031", 7, newest[0], newest[1])]
    assert verdict(fresh_database, told).problems == []
    tamper(
        fresh_database,
        "DELETE FROM audit_log WHERE object_id IN ('7', '8', '9', '10')",
        "DELETE FROM audit_seals WHERE seal_id = 3",
    )
    assert verdict(fresh_database).problems == [], "the chain alone cannot know of its cut end"
    assert verdict(fresh_database, told).problems == [
        "seal 3 was published with wendera-2031 version 7 and is not there"
    ]
    write(fresh_database, 11)
    assert seal(fresh_database) == 3
    assert verdict(fresh_database, told).problems == [
        "seal 3 is not the one that was published with wendera-2031 version 7"
    ]


def test_a_history_written_anew_from_end_to_end_is_found_by_what_was_published(
    fresh_database: Engine,
) -> None:
    sealed_log(fresh_database)
    newest = verdict(fresh_database).newest_seal
    assert newest is not None
    tamper(
        fresh_database,
        "UPDATE audit_log SET actor = 'somebody' WHERE object_id = '1'",
        REHASH,
        "DELETE FROM audit_seals",
    )
    assert seal(fresh_database) == 1
    told = [PublishedSeal("wendera-2031", 7, newest[0], newest[1])]
    assert verdict(fresh_database).problems == []
    assert len(verdict(fresh_database, told).problems) == 1


def test_seals_are_read_from_the_manifests_of_a_store(tmp_path: Path) -> None:
    for version, content in {
        1: {"election": "w", "version": 1},
        2: {"election": "w", "version": 2, "audit_seal": {"seal_id": 4, "sha256": "ab"}, "files": {}},
        3: {"election": "w", "version": 3, "audit_seal": None},
    }.items():
        folder = tmp_path / "w" / f"v{version}"
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    assert list(published_seals(tmp_path)) == [PublishedSeal("w", 2, 4, "ab")]


# Transactions that take long --------------------------------------------------------------------------


def test_a_transaction_that_takes_long_delays_no_other_row_and_is_sealed_when_it_is_done(
    fresh_database: Engine,
) -> None:
    with fresh_database.connect() as slow:
        transaction = slow.begin()
        record(slow, "system:slow", "form.enter", ("form", 100))
        write(fresh_database, 1)
        assert seal(fresh_database) == 1
        write(fresh_database, 2)
        assert seal(fresh_database) == 2
        assert (verdict(fresh_database).problems, verdict(fresh_database).unsealed) == ([], 0)
        record(slow, "system:slow", "form.enter", ("form", 101))
        transaction.commit()
    assert (verdict(fresh_database).problems, verdict(fresh_database).unsealed) == ([], 2)
    assert seal(fresh_database) == 3
    assert seal(fresh_database) is None
    found = verdict(fresh_database)
    assert (found.problems, found.unsealed, found.seals) == ([], 0, 3)
    tamper(fresh_database, "DELETE FROM audit_log WHERE object_id = '100'")
    assert [p[:7] for p in problems(fresh_database)] == ["seal 3 "]


def test_a_transaction_that_is_rolled_back_leaves_no_gap_that_matters(fresh_database: Engine) -> None:
    with fresh_database.connect() as slow:
        transaction = slow.begin()
        record(slow, "system:slow", "form.enter", ("form", 100))
        write(fresh_database, 1)
        assert seal(fresh_database) == 1
        transaction.rollback()
    write(fresh_database, 2)
    assert seal(fresh_database) == 2
    assert (verdict(fresh_database).problems, verdict(fresh_database).unsealed) == ([], 0)


def test_savepoints_belong_to_their_transaction(fresh_database: Engine) -> None:
    with fresh_database.begin() as connection:
        with connection.begin_nested():
            record(connection, "system:test", "form.enter", ("form", 1))
        write(fresh_database, 2)
        assert seal(fresh_database) == 1
    assert seal(fresh_database) == 2
    assert (verdict(fresh_database).problems, verdict(fresh_database).unsealed) == ([], 0)


def test_a_seal_in_a_transaction_that_has_written_is_refused(fresh_database: Engine) -> None:
    with fresh_database.begin() as connection:
        record(connection, "system:test", "form.enter", ("form", 1))
        with pytest.raises(DBAPIError, match="written nothing"):
            seal_once(connection)


def test_writers_with_overlapping_transactions_and_two_sealers_leave_a_whole_chain(
    fresh_database: Engine, fresh_database_url: str
) -> None:
    """Real threads: six writers whose transactions overlap and end out of order, two workers that seal meanwhile."""
    stop = threading.Event()
    faults: list[DBAPIError] = []

    def work(number: int) -> None:
        own = make_engine(fresh_database_url, pool_size=1)
        try:
            for turn in range(12):
                with own.connect() as connection:
                    transaction = connection.begin()
                    for step in range(3):
                        record(connection, "system:test", "form.enter", ("form", f"{number}-{turn}-{step}"))
                        stop.wait(0.002 * ((number + turn) % 4))
                    if turn % 5 == 4:
                        transaction.rollback()
                    else:
                        transaction.commit()
        except DBAPIError as error:
            faults.append(error)
        finally:
            own.dispose()

    def sealing() -> None:
        own = make_engine(fresh_database_url, role="matokeo_worker", pool_size=1)
        while not stop.is_set():
            seal(own)
        own.dispose()

    sealers = [threading.Thread(target=sealing) for _ in range(2)]
    writers = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in (*sealers, *writers):
        thread.start()
    for thread in writers:
        thread.join(timeout=60)
    stop.set()
    for thread in sealers:
        thread.join(timeout=20)
    seal(fresh_database)
    found = verdict(fresh_database)
    assert faults == []
    assert (found.problems, found.unsealed, found.rows) == ([], 0, 6 * 10 * 3)
    assert found.seals > 3


def test_a_copy_of_the_log_in_a_younger_cluster_says_so_instead_of_sealing_nothing_for_ever(
    fresh_database: Engine,
) -> None:
    sealed_log(fresh_database)
    tamper(
        fresh_database,
        "UPDATE audit_seals SET snapshot = '99999999999:99999999999:' WHERE seal_id = 3",
    )
    with pytest.raises(DBAPIError, match="younger cluster"):
        seal(fresh_database)
    assert any("younger cluster" in p for p in problems(fresh_database))
