"""People and roles on a real database: what is refused, what the audit log keeps."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from data import people
from data.errors import PersonRefused

_AUDIT = "SELECT action, object_id, old_value, new_value, reason, row_hash FROM audit_log ORDER BY audit_id"


def _add(db: Connection, name: str, role: str = "super_admin") -> None:
    people.add_person(db, name, display_name=name.title(), role=role, actor="cli:test")


def test_every_change_leaves_who_what_and_why_in_the_audit_log(db: Connection) -> None:
    _add(db, "asha")
    _add(db, "baraka", "field_observer")
    assert people.set_role(db, "baraka", "election_manager", actor="cli:test", reason="night shift")
    assert people.set_active(db, "baraka", False, actor="cli:test", reason="left")
    rows = db.execute(text(_AUDIT)).all()
    assert [(r.action, r.object_id) for r in rows] == [
        ("user.add", "asha"),
        ("user.add", "baraka"),
        ("user.role", "baraka"),
        ("user.disable", "baraka"),
    ]
    assert rows[2].old_value == {"role": "field_observer"}
    assert rows[2].new_value == {"role": "election_manager"}
    assert [r.reason for r in rows[2:]] == ["night shift", "left"]
    assert all(len(r.row_hash) == 32 for r in rows)


def test_saying_the_same_again_changes_and_logs_nothing(db: Connection) -> None:
    _add(db, "asha")
    _add(db, "baraka", "field_observer")
    assert not people.set_role(db, "baraka", "field_observer", actor="cli:test")
    assert not people.set_active(db, "baraka", True, actor="cli:test")
    assert len(db.execute(text(_AUDIT)).all()) == 2


@pytest.mark.parametrize(
    "name", ["", "a", "Asha", "asha juma", "-asha", "a" * 65, "asha\n", "asha'; DROP TABLE users; --", "ашa"]
)
def test_a_malformed_user_name_is_refused(db: Connection, name: str) -> None:
    with pytest.raises(PersonRefused, match="cannot be a user name"):
        people.add_person(db, name, display_name="Somebody", role="super_admin", actor="cli:test")


@pytest.mark.parametrize("name", ["", "   ", "x" * 201, "line\nbreak", "bell\a"])
def test_a_display_name_that_would_break_a_page_is_refused(db: Connection, name: str) -> None:
    with pytest.raises(PersonRefused, match="display name"):
        people.add_person(db, "asha", display_name=name, role="super_admin", actor="cli:test")


def test_a_taken_name_an_unknown_role_and_an_unknown_person_are_refused(db: Connection) -> None:
    _add(db, "asha")
    with pytest.raises(PersonRefused, match="already a user asha"):
        _add(db, "asha", "public_viewer")
    with pytest.raises(PersonRefused, match="no role 'king'"):
        people.set_role(db, "asha", "king", actor="cli:test")
    with pytest.raises(PersonRefused, match="no user 'nobody'"):
        people.set_active(db, "nobody", False, actor="cli:test")


def test_the_last_administrator_can_be_neither_disabled_nor_demoted(db: Connection) -> None:
    _add(db, "asha")
    with pytest.raises(PersonRefused, match="only active super_admin"):
        people.set_active(db, "asha", False, actor="cli:test")
    with pytest.raises(PersonRefused, match="only active super_admin"):
        people.set_role(db, "asha", "public_viewer", actor="cli:test")
    _add(db, "baraka")
    assert people.set_active(db, "asha", False, actor="cli:test")


def test_two_administrators_who_disable_each_other_at_once_leave_one(fresh_database: Engine) -> None:
    with fresh_database.begin() as connection:
        _add(connection, "asha")
        _add(connection, "baraka")
    outcomes: list[str] = []
    barrier = threading.Barrier(2)

    def disable(name: str) -> None:
        barrier.wait()
        try:
            with fresh_database.begin() as connection:
                people.set_active(connection, name, False, actor="cli:test")
            outcomes.append("disabled")
        except (PersonRefused, DBAPIError) as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=disable, args=(name,)) for name in ("asha", "baraka")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcomes) == ["PersonRefused", "disabled"]
    with fresh_database.connect() as connection:
        assert [p.is_active for p in people.list_people(connection)].count(True) == 1
