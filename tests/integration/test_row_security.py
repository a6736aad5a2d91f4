"""Attacks on the store by somebody who can run any SQL as the web's, the worker's or the public's role.

Every test opens a session of its own as that role: what it may not do must fail in PostgreSQL, whatever the
application does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from tests.conftest import RoleConnection
from tests.election_factory import Mini, add_form, make_election


@dataclass(frozen=True)
class Scene:
    """An election with people and two forms, one by each observer."""

    mini: Mini
    admin: int
    manager: int
    observer: int
    other: int
    disabled: int
    own_form: int
    others_form: int


@pytest.fixture
def scene(fresh_database: Engine) -> Scene:
    """Commit an election, five people and two preliminary forms."""
    with fresh_database.begin() as connection:
        mini = make_election(connection)
        ids = {name: _user(connection, name, role, active) for name, role, active in _PEOPLE}
        first, second = list(mini.stations)[:2]
        votes = {"asha": 100, "juma": 50, "neema": 1}
        own = add_form(
            connection, mini, first, "president", votes, state="preliminary", entered_by=ids["observer"]
        )
        others = add_form(
            connection, mini, second, "president", votes, state="preliminary", entered_by=ids["other"]
        )
        connection.execute(
            text("INSERT INTO user_scopes (user_id, area_id) VALUES (:u, :a)"),
            {"u": ids["manager"], "a": mini.areas["W"]},
        )
        for station in list(mini.stations.values())[:3]:
            connection.execute(
                text("INSERT INTO assignments (user_id, station_id) VALUES (:u, :s)"),
                {"u": ids["observer"], "s": station},
            )
    return Scene(mini=mini, own_form=own, others_form=others, **ids)


_PEOPLE = (
    ("admin", "super_admin", True),
    ("manager", "election_manager", True),
    ("observer", "field_observer", True),
    ("other", "field_observer", True),
    ("disabled", "super_admin", False),
)


def _user(connection: Connection, name: str, role: str, active: bool) -> int:
    statement = (
        "INSERT INTO users (username, display_name, role, is_active)"
        " VALUES (:n, :n, CAST(:r AS user_role), :a) RETURNING user_id"
    )
    return int(connection.execute(text(statement), {"n": name, "r": role, "a": active}).scalar_one())


def _enter(connection: Connection, scene: Scene, *, entered_by: int, **fields: Any) -> int:
    """Insert a form of the third station by hand-written SQL, without RETURNING rights on more than the id."""
    station = list(scene.mini.stations)[2]
    votes = {"asha": 10, "juma": 5, "neema": 1}
    now = connection.execute(text("SELECT now()")).scalar_one()
    values = {"state": "preliminary", "entered_by": entered_by, "received_at_utc": now, **fields}
    return add_form(connection, scene.mini, station, "president", votes, **values)


def test_an_observer_sees_own_forms_and_nobody_elses(scene: Scene, role_connection: RoleConnection) -> None:
    with role_connection("matokeo_entry", user_id=scene.observer) as session:
        assert session.execute(text("SELECT form_id FROM result_forms")).scalars().all() == [scene.own_form]
        assert set(session.execute(text("SELECT form_id FROM form_votes")).scalars()) == {scene.own_form}


def test_without_a_person_or_with_a_disabled_one_nothing_is_seen_or_entered(
    scene: Scene, role_connection: RoleConnection
) -> None:
    for user_id in (None, scene.disabled, 999_999):
        with role_connection("matokeo_entry", user_id=user_id) as session:
            assert session.execute(text("SELECT count(*) FROM result_forms")).scalar_one() == 0
            assert session.execute(text("SELECT count(*) FROM form_votes")).scalar_one() == 0
            with pytest.raises(DBAPIError, match="row-level security"):
                _enter(session, scene, entered_by=user_id or scene.observer)


def test_an_observer_can_enter_a_form(scene: Scene, role_connection: RoleConnection) -> None:
    with role_connection("matokeo_entry", user_id=scene.observer) as session:
        assert _enter(session, scene, entered_by=scene.observer) > 0


@pytest.mark.parametrize(
    "forged",
    [
        {"entered_by": "other"},
        {"state": "verified"},
        {"state": "confirmed"},
        {"verified_by": "other"},
        {"confirmed_by": "manager"},
        {"hold_released_by": "manager"},
        {"checked_at_utc": "2031-05-04T18:00:00Z"},
    ],
    ids=lambda forged: "-".join(forged),
)
def test_an_observer_cannot_enter_a_form_that_claims_more_than_entry(
    scene: Scene, role_connection: RoleConnection, forged: dict[str, str]
) -> None:
    people = {"other": scene.other, "manager": scene.manager}
    fields = {
        "entered_by": scene.observer,
        **{name: people.get(value, value) for name, value in forged.items()},
    }
    session = role_connection("matokeo_entry", user_id=scene.observer)
    with session as connection, pytest.raises(DBAPIError, match="row-level security"):
        _enter(connection, scene, **fields)


def test_an_observer_cannot_add_votes_to_somebody_elses_form(
    scene: Scene, role_connection: RoleConnection
) -> None:
    candidate = scene.mini.candidates["governor", "W-1"]["pendo"]
    session = role_connection("matokeo_entry", user_id=scene.observer)
    with session as connection, pytest.raises(DBAPIError, match="row-level security"):
        connection.execute(
            text("INSERT INTO form_votes (form_id, candidate_id, votes) VALUES (:f, :c, 9)"),
            {"f": scene.others_form, "c": candidate},
        )


def test_an_observer_changes_no_form_not_even_an_own_one(
    scene: Scene, role_connection: RoleConnection
) -> None:
    with role_connection("matokeo_entry", user_id=scene.observer) as session:
        changed = session.execute(text("UPDATE result_forms SET state = 'verified'"))
        assert changed.rowcount == 0


def test_a_manager_cannot_check_an_own_entry(scene: Scene, role_connection: RoleConnection) -> None:
    with role_connection("matokeo_entry", user_id=scene.manager) as session:
        form = _enter(session, scene, entered_by=scene.manager)
        with pytest.raises(DBAPIError, match="only an agreeing second entry"):
            session.execute(
                text("UPDATE result_forms SET state = 'verified', verified_by = :o WHERE form_id = :f"),
                {"o": scene.other, "f": form},
            )


@pytest.mark.parametrize(
    "column", ["valid_votes", "registered_voters", "entered_by", "received_at_utc", "uid", "revision"]
)
def test_a_manager_has_no_right_to_change_figures_or_origin(
    scene: Scene, role_connection: RoleConnection, column: str
) -> None:
    session = role_connection("matokeo_entry", user_id=scene.manager)
    with session as connection, pytest.raises(ProgrammingError, match="permission denied"):
        connection.execute(text(f"UPDATE result_forms SET {column} = {column}"))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM result_forms",
        "DELETE FROM form_votes",
        "UPDATE form_votes SET votes = 0",
        "TRUNCATE result_forms CASCADE",
        "UPDATE audit_log SET actor = 'nobody'",
        "DELETE FROM audit_log",
        "INSERT INTO ward_tallies VALUES (1, 1, 1, 9, 9)",
        "UPDATE ward_counts SET valid_public = 0",
        "DELETE FROM dirty_log",
        "INSERT INTO versions (election_id, version) VALUES (1, 1)",
        "UPDATE publications SET mode = 'rolled_back'",
        "UPDATE elections SET publish_states = '{preliminary}'",
        "UPDATE candidates SET name = 'X'",
        "SELECT refresh_views()",
        "SET ROLE matokeo_owner",
        "SET ROLE matokeo_definer",
        "SET ROLE matokeo_worker",
        "SET session_replication_role = replica",
        "ALTER TABLE result_forms DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE form_votes DISABLE TRIGGER ALL",
        "DROP POLICY forms_read ON result_forms",
        "CREATE TABLE public.loot (a int)",
        "CREATE FUNCTION public.app_role() RETURNS user_role LANGUAGE sql AS $$ SELECT 'super_admin'::user_role $$",
        "GRANT matokeo_owner TO matokeo_entry",
        "COPY users TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_the_webs_role_cannot_reach_past_its_rights(
    scene: Scene, role_connection: RoleConnection, statement: str
) -> None:
    with (
        role_connection("matokeo_entry", user_id=scene.admin) as session,
        pytest.raises(
            DBAPIError,
            match=r"permission denied|must be owner|must have admin|not permitted|must be superuser",
        ),
    ):
        session.execute(text(statement))


def test_a_temporary_table_named_users_makes_nobody_an_administrator(
    scene: Scene, role_connection: RoleConnection
) -> None:
    with role_connection("matokeo_entry", user_id=scene.observer) as session:
        try:
            with session.begin_nested():
                session.execute(
                    text("CREATE TEMP TABLE users (user_id int, role user_role, is_active boolean)")
                )
                session.execute(
                    text("INSERT INTO pg_temp.users VALUES (:u, 'super_admin', true)"), {"u": scene.observer}
                )
                session.execute(text("GRANT SELECT ON pg_temp.users TO matokeo_definer"))
        except ProgrammingError:
            pass  # no right to make temporary tables is as good
        assert session.execute(text("SELECT app_role()::text")).scalar_one() == "field_observer"
        assert session.execute(text("SELECT count(*) FROM result_forms")).scalar_one() == 1


def test_a_temporary_table_named_dirty_log_hides_no_form_from_the_tally(
    scene: Scene, role_connection: RoleConnection, fresh_database: Engine
) -> None:
    with role_connection("matokeo_entry", user_id=scene.observer) as session:
        try:
            with session.begin_nested():
                session.execute(text("CREATE TEMP TABLE dirty_log (race_id int, leaf_area_id int)"))
                session.execute(text("GRANT ALL ON pg_temp.dirty_log TO PUBLIC"))
        except ProgrammingError:
            pass
        _enter(session, scene, entered_by=scene.observer)
        session.commit()
    with fresh_database.connect() as owner:
        assert owner.execute(text("SELECT count(*) FROM public.dirty_log")).scalar_one() == 3


def test_people_see_themselves_administrators_see_all_and_the_policy_ends(
    scene: Scene, role_connection: RoleConnection
) -> None:
    names = "SELECT username FROM users ORDER BY user_id"
    with role_connection("matokeo_entry", user_id=scene.observer) as session:
        assert session.execute(text(names)).scalars().all() == ["observer"]
    with role_connection("matokeo_entry", user_id=scene.admin) as session:
        assert session.execute(text(names)).scalars().all() == [name for name, _, _ in _PEOPLE]
    with role_connection("matokeo_entry") as session:
        assert session.execute(text(names)).scalars().all() == []


@pytest.mark.parametrize("person", ["observer", "manager"])
def test_nobody_but_an_administrator_gives_roles(
    scene: Scene, role_connection: RoleConnection, person: str
) -> None:
    with role_connection("matokeo_entry", user_id=getattr(scene, person)) as session:
        assert session.execute(text("UPDATE users SET role = 'super_admin'")).rowcount == 0
        with pytest.raises(DBAPIError, match="row-level security"):
            session.execute(
                text(
                    "INSERT INTO users (username, display_name, role) VALUES ('mallory', 'M', 'super_admin')"
                )
            )


def test_the_audit_log_is_read_by_administrators_only_and_written_by_everybody(
    scene: Scene, role_connection: RoleConnection
) -> None:
    line = (
        "INSERT INTO audit_log (actor, action, object_type, object_id, row_hash)"
        " VALUES ('observer', 'form.enter', 'result_form', '1', '\\x00')"
    )
    with role_connection("matokeo_entry", user_id=scene.observer) as session:
        session.execute(text(line))
        assert session.execute(text("SELECT count(*) FROM audit_log")).scalar_one() == 0
        session.execute(text("SELECT set_config('app.user_id', :u, true)"), {"u": str(scene.admin)})
        hashes = session.execute(text("SELECT row_hash FROM audit_log")).scalars().all()
    assert [len(h) for h in hashes] == [32], "the hash is the store's, not the writer's"


def test_the_worker_cannot_write_forms_votes_or_people(scene: Scene, role_connection: RoleConnection) -> None:
    for statement in (
        "INSERT INTO form_votes SELECT form_id, candidate_id + 1, votes FROM form_votes",
        "INSERT INTO result_forms OVERRIDING SYSTEM VALUE SELECT * FROM result_forms",
        "UPDATE form_votes SET votes = 1",
        "UPDATE users SET role = 'super_admin'",
        "SELECT * FROM audit_log",
        "UPDATE result_forms SET verified_by = 1",
        "UPDATE result_forms SET valid_votes = valid_votes + 1",
    ):
        with (
            role_connection("matokeo_worker") as session,
            pytest.raises(ProgrammingError, match="permission denied"),
        ):
            session.execute(text(statement))


def test_the_publics_role_reads_the_three_views_and_nothing_else(
    fresh_database: Engine, role_connection: RoleConnection
) -> None:
    with fresh_database.connect() as owner:
        relations = (
            owner.execute(
                text(
                    "SELECT c.relname FROM pg_class c LEFT JOIN pg_depend d ON d.objid = c.oid AND d.deptype = 'e'"
                    " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'm', 'p', 'v') AND d.objid IS NULL"
                )
            )
            .scalars()
            .all()
        )
    readable, refused = set(), list[str]()
    for relation in relations:
        with role_connection("matokeo_public") as session:
            try:
                session.execute(text(f'SELECT * FROM "{relation}" LIMIT 1'))
                readable.add(relation)
            except ProgrammingError as error:
                refused.append(str(error))
    assert readable == {"election_summary", "ward_profiles", "baseline_comparison"}
    assert all("permission denied" in words for words in refused)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE form_votes SET votes = votes + 1",
        "DELETE FROM form_votes",
        "TRUNCATE form_votes",
        "DELETE FROM result_forms",
        "TRUNCATE result_forms CASCADE",
        "UPDATE result_forms SET valid_votes = 1",
        "UPDATE result_forms SET received_at_utc = now()",
        "UPDATE audit_log SET actor = 'x'",
        "DELETE FROM audit_log",
        "DELETE FROM audit_log_default",
        "UPDATE audit_log_default SET actor = 'x'",
        "TRUNCATE audit_log",
        "TRUNCATE audit_log_default",
        "UPDATE versions SET manifest_sha256 = ''",
        "DELETE FROM versions",
        "TRUNCATE versions",
    ],
)
def test_what_happened_stays_even_for_the_owner(scene: Scene, fresh_database: Engine, statement: str) -> None:
    with fresh_database.begin() as owner:
        owner.execute(
            text(
                "INSERT INTO audit_log (actor, action, object_type, object_id, row_hash)"
                " VALUES ('system:test', 'x', 'x', 'x', '')"
            )
        )
    with (
        fresh_database.connect() as owner,
        pytest.raises(IntegrityError, match=r"append-only|cannot be overwritten"),
    ):
        owner.execute(text(statement))


def test_a_form_cannot_be_verified_and_confirmed_by_one_person(scene: Scene, fresh_database: Engine) -> None:
    update = text("UPDATE result_forms SET verified_by = :v, confirmed_by = :c WHERE form_id = :f")
    for verifier, confirmer in (
        (scene.observer, None),
        (scene.manager, scene.manager),
        (scene.manager, scene.observer),
    ):
        with fresh_database.connect() as owner, pytest.raises(IntegrityError):
            owner.execute(update, {"v": verifier, "c": confirmer, "f": scene.own_form})
