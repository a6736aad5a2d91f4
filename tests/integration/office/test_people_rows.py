"""Attacks by hand-written SQL on people, areas, assignments and what proves who somebody is."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from tests.conftest import RoleConnection
from tests.election_factory import Mini, make_election
from tests.office import add_user


@dataclass(frozen=True)
class Scene:
    """An election, an administrator, a manager of county W-1, two observers, one with a station in W-2."""

    mini: Mini
    admin: int
    other_admin: int
    manager: int
    observer: int
    other: int

    def station(self, code: str) -> int:
        return self.mini.stations[code]


@pytest.fixture
def scene(fresh_database: Engine) -> Scene:
    with fresh_database.begin() as connection:
        mini = make_election(connection)
    admin = add_user(fresh_database, "asha", "admin")
    second = add_user(fresh_database, "amina", "admin")
    manager = add_user(fresh_database, "mosi", "manager", scope=[mini.areas["W-1"]])
    observer = add_user(fresh_database, "otieno", "observer", stations=[mini.stations["W-1-1-1-1"]])
    other = add_user(fresh_database, "zuri", "observer", stations=[mini.stations["W-2-1-1-1"]])
    return Scene(mini, admin, second, manager, observer, other)


SECRETS = (
    *("credentials", "second_factors", "recovery_codes", "sessions", "refresh_tokens", "invitations"),
    "user_private",
)


@pytest.mark.parametrize("table", SECRETS)
@pytest.mark.parametrize(
    "verb", ["SELECT * FROM {}", "DELETE FROM {}", "TRUNCATE {}", "SELECT count(*) FROM {}"]
)
def test_entry_and_management_cannot_touch_what_proves_who_somebody_is(
    scene: Scene, role_connection: RoleConnection, table: str, verb: str
) -> None:
    for role in ("matokeo_entry", "matokeo_worker", "matokeo_public"):
        with (
            role_connection(role, user_id=scene.admin) as session,
            pytest.raises(ProgrammingError, match="permission denied"),
        ):
            session.execute(text(verb.format(table)))


@pytest.mark.parametrize(
    "table",
    [
        *("result_forms", "form_votes", "second_entries", "form_claims", "attachments", "incidents"),
        *("user_scopes", "assignments", "audit_log", "audit_seals", "ward_tallies"),
    ],
)
def test_the_role_of_logins_reads_no_form_and_no_log(
    scene: Scene, role_connection: RoleConnection, table: str
) -> None:
    with (
        role_connection("matokeo_auth", user_id=scene.admin) as session,
        pytest.raises(ProgrammingError, match="permission denied"),
    ):
        session.execute(text(f"SELECT * FROM {table}"))


@pytest.mark.parametrize("person", ["manager", "observer"])
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO user_scopes VALUES (:me, :area)",
        "INSERT INTO user_scopes VALUES (:observer, :area)",
    ],
)
def test_nobody_but_an_administrator_gives_areas(
    scene: Scene, role_connection: RoleConnection, person: str, statement: str
) -> None:
    me = getattr(scene, person)
    values = {"me": me, "observer": scene.observer, "area": scene.mini.areas["W-2"]}
    with (
        role_connection("matokeo_entry", user_id=me) as session,
        pytest.raises(DBAPIError, match="row-level security"),
    ):
        session.execute(text(statement), {k: v for k, v in values.items() if f":{k}" in statement})


def test_a_manager_neither_drops_nor_moves_areas_and_sees_only_the_own(
    scene: Scene, role_connection: RoleConnection
) -> None:
    with role_connection("matokeo_entry", user_id=scene.manager) as session:
        assert session.execute(text("SELECT count(*) FROM user_scopes")).scalar_one() == 1
        assert session.execute(text("DELETE FROM user_scopes")).rowcount == 0
        with pytest.raises(ProgrammingError, match="permission denied"):
            session.execute(text("UPDATE user_scopes SET area_id = 1"))
    with role_connection("matokeo_entry", user_id=scene.observer) as session:
        assert session.execute(text("SELECT count(*) FROM user_scopes")).scalar_one() == 0


def _assign(person: int, station: int, **more: str) -> str:
    columns = {"user_id": str(person), "station_id": str(station), "assigned_by": "app_user_id()", **more}
    return f"INSERT INTO assignments ({', '.join(columns)}) VALUES ({', '.join(columns.values())})"


def test_a_manager_assigns_in_the_own_areas_only(scene: Scene, role_connection: RoleConnection) -> None:
    with role_connection("matokeo_entry", user_id=scene.manager) as session:
        session.execute(text(_assign(scene.observer, scene.station("W-1-1-1-2"))))
        with pytest.raises(DBAPIError, match="row-level security"):
            session.execute(text(_assign(scene.observer, scene.station("W-2-1-1-2"))))


@pytest.mark.parametrize(
    "forged",
    [
        {"assigned_by": "NULL"},
        {"assigned_by": "1"},
        {"assigned_at_utc": "now() - interval '1 day'"},
        {"ended_at_utc": "now()"},
    ],
    ids=str,
)
@pytest.mark.parametrize("person", ["manager", "admin"])
def test_an_assignment_is_in_the_own_name_and_from_now_on(
    scene: Scene, role_connection: RoleConnection, person: str, forged: dict[str, str]
) -> None:
    if forged == {"assigned_by": "1"} and person == "admin":
        forged = {"assigned_by": str(scene.manager)}
    with (
        role_connection("matokeo_entry", user_id=getattr(scene, person)) as session,
        pytest.raises(DBAPIError, match="row-level security"),
    ):
        session.execute(text(_assign(scene.observer, scene.station("W-1-1-1-2"), **forged)))


def test_an_observer_sees_only_the_own_assignments_and_changes_none(
    scene: Scene, role_connection: RoleConnection
) -> None:
    with role_connection("matokeo_entry", user_id=scene.observer) as session:
        assert session.execute(text("SELECT user_id FROM assignments")).scalars().all() == [scene.observer]
        assert session.execute(text("UPDATE assignments SET ended_at_utc = now()")).rowcount == 0
        with pytest.raises(DBAPIError, match="row-level security"):
            session.execute(text(_assign(scene.observer, scene.station("W-1-1-1-2"))))


def test_a_manager_does_not_see_or_end_assignments_elsewhere(
    scene: Scene, role_connection: RoleConnection
) -> None:
    with role_connection("matokeo_entry", user_id=scene.manager) as session:
        assert session.execute(text("SELECT user_id FROM assignments")).scalars().all() == [scene.observer]
        assert session.execute(text("UPDATE assignments SET ended_at_utc = now()")).rowcount == 1
    with (
        role_connection("matokeo_entry", user_id=scene.manager) as session,
        pytest.raises(ProgrammingError, match="permission denied"),
    ):
        session.execute(text("DELETE FROM assignments"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assignments SET ended_at_utc = now() - interval '1 day'",
        "UPDATE assignments SET ended_at_utc = now() + interval '1 day'",
        "UPDATE assignments SET ended_at_utc = NULL",
    ],
)
def test_an_assignment_ends_now_and_once(
    scene: Scene, role_connection: RoleConnection, statement: str
) -> None:
    with (
        role_connection("matokeo_entry", user_id=scene.admin) as session,
        pytest.raises(DBAPIError, match="ends once, now"),
    ):
        session.execute(text(statement))
    with role_connection("matokeo_entry", user_id=scene.admin) as session:
        session.execute(text("UPDATE assignments SET ended_at_utc = now()"))
        with pytest.raises(DBAPIError, match="ends once, now"):
            session.execute(text("UPDATE assignments SET ended_at_utc = NULL"))


@pytest.mark.parametrize("change", ["role = 'public_viewer'", "is_active = false"])
def test_not_even_an_administrator_changes_the_own_role_or_state(
    scene: Scene, role_connection: RoleConnection, change: str
) -> None:
    with (
        role_connection("matokeo_entry", user_id=scene.admin) as session,
        pytest.raises(DBAPIError, match="nobody changes the own role"),
    ):
        session.execute(text(f"UPDATE users SET {change}"))


@pytest.mark.parametrize("column", ["user_id", "uid", "username", "created_at_utc"])
def test_who_somebody_is_does_not_change(scene: Scene, role_connection: RoleConnection, column: str) -> None:
    with (
        role_connection("matokeo_entry", user_id=scene.admin) as session,
        pytest.raises(ProgrammingError, match=r"permission denied|can only be updated to DEFAULT"),
    ):
        session.execute(text(f"UPDATE users SET {column} = {column} WHERE username = 'otieno'"))


def test_people_are_not_deleted(scene: Scene, role_connection: RoleConnection) -> None:
    for role in ("matokeo_entry", "matokeo_auth", "matokeo_worker"):
        with (
            role_connection(role, user_id=scene.admin) as session,
            pytest.raises(ProgrammingError, match="permission denied"),
        ):
            session.execute(text("DELETE FROM users"))


@pytest.mark.parametrize(
    "statement", ["UPDATE users SET role = 'super_admin'", "UPDATE users SET display_name = 'x'"]
)
@pytest.mark.parametrize("person", ["manager", "observer"])
def test_managers_and_observers_change_nobody(
    scene: Scene, role_connection: RoleConnection, person: str, statement: str
) -> None:
    with role_connection("matokeo_entry", user_id=getattr(scene, person)) as session:
        assert session.execute(text(statement)).rowcount == 0


def test_the_role_of_logins_gives_no_role(scene: Scene, role_connection: RoleConnection) -> None:
    for statement in ("UPDATE users SET role = 'super_admin'", "UPDATE users SET is_active = true"):
        with (
            role_connection("matokeo_auth", user_id=scene.observer) as session,
            pytest.raises(ProgrammingError, match="permission denied"),
        ):
            session.execute(text(statement))
