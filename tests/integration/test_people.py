"""People and roles on a real database: what is refused, what the audit log keeps."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from dashboard.cli import main
from data import people
from data.accounts import factors, invitations, passwords, private
from data.accounts.sessions import begin_session, find_session
from data.accounts.vault import SealBroken, Vault
from data.errors import NotThere, PersonRefused, SettingsError
from tests.election_factory import make_election

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


PASSWORD = "violet tractor under nine moons"


def _run(url: str, folder: Path, *words: str, given: str = "", **more: str) -> Result:
    environ = {"DATABASE_URL": url, "MATOKEO_LOCAL": str(folder), "OFFICE_URL": "https://office.test", **more}
    return CliRunner().invoke(main, ["user", *words], input=given, env=environ)


def _token(output: str) -> str:
    found = re.search(r"https://office\.test/invitation/([\w-]{43})\b", output)
    assert found, output
    return found.group(1)


def test_a_person_is_added_with_a_password_from_standard_input_that_keeps_the_rules(
    fresh_database: Engine, fresh_database_url: str, tmp_path: Path
) -> None:
    words = ("add", "asha", "--role", "field_observer", "--password-stdin")
    for bad, why in (
        ("short", "12 to 256"),
        ("my-asha-password", "user name"),
        ("Password2027!!", "first that"),
    ):
        refused = _run(fresh_database_url, tmp_path, *words, given=f"{bad}\n")
        assert refused.exit_code == 1
        assert why in refused.output
        assert bad not in refused.output
    with fresh_database.begin() as owner:
        assert people.list_people(owner) == [], "nobody is added when the password is refused"
    done = _run(fresh_database_url, tmp_path, *words, given=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    with fresh_database.begin() as owner:
        charged = passwords.charge(owner, "asha")
        assert passwords.matches(PASSWORD, charged)
        assert PASSWORD not in str(owner.execute(text(_AUDIT)).all())
    both = _run(fresh_database_url, tmp_path, *words, "--invite")
    assert both.exit_code == 2


def test_an_invitation_sets_a_password_once(
    fresh_database: Engine, fresh_database_url: str, tmp_path: Path
) -> None:
    made = _run(fresh_database_url, tmp_path, "add", "asha", "--role", "field_observer", "--invite")
    token = _token(made.output)
    with fresh_database.begin() as owner:
        assert token not in str(owner.execute(text("SELECT * FROM invitations")).all())
        invitations.accept_invitation(owner, token, PASSWORD)
        with pytest.raises(NotThere, match="not valid, was used"):
            invitations.accept_invitation(owner, token, PASSWORD)


def test_a_reset_ends_password_sessions_and_on_request_the_second_factor(
    fresh_database: Engine, fresh_database_url: str, tmp_path: Path
) -> None:
    ring = Vault.open(tmp_path / "keys" / "data.keys", make=True)
    with fresh_database.begin() as owner:
        user_id = people.add_person(
            owner, "asha", display_name="Asha", role="election_manager", actor="cli:test"
        )
        passwords.set_password(owner, user_id, PASSWORD)
        factors.enrol_confirmed(owner, user_id, ring)
        session, _ = begin_session(owner, user_id, address=None, device=None, second_factor=True)
    first = _run(fresh_database_url, tmp_path, "reset", "asha", "--reason", "forgot")
    assert "Sessions ended: 1" in first.output
    with fresh_database.begin() as owner:
        assert find_session(owner, session, address=None, device=None) is None
        assert passwords.charge(owner, "asha") is None, "the old password is gone"
        assert factors.has_factor(owner, user_id)
    second = _run(fresh_database_url, tmp_path, "reset", "asha", "--second-factor")
    with fresh_database.begin() as owner:
        assert not factors.has_factor(owner, user_id)
        with pytest.raises(NotThere):
            invitations.find_invitation(owner, _token(first.output))
        assert invitations.find_invitation(owner, _token(second.output)).purpose == "reset"


def test_disabling_ends_sessions_and_links_and_enabling_does_not_bring_them_back(
    fresh_database: Engine, fresh_database_url: str, tmp_path: Path
) -> None:
    with fresh_database.begin() as owner:
        user_id = people.add_person(
            owner, "asha", display_name="Asha", role="field_observer", actor="cli:test"
        )
        session, _ = begin_session(owner, user_id, address=None, device=None, second_factor=False)
    assert _run(fresh_database_url, tmp_path, "disable", "asha").exit_code == 0
    refused = _run(fresh_database_url, tmp_path, "reset", "asha")
    assert refused.exit_code == 1
    assert "is disabled" in refused.output
    assert _run(fresh_database_url, tmp_path, "enable", "asha").exit_code == 0
    with fresh_database.begin() as owner:
        assert find_session(owner, session, address=None, device=None) is None


def test_a_manager_works_in_the_areas_that_are_given_and_nobody_else_has_any(
    fresh_database: Engine, fresh_database_url: str, tmp_path: Path
) -> None:
    with fresh_database.begin() as owner:
        country = make_election(owner)
        for name, role in (("asha", "election_manager"), ("baraka", "field_observer")):
            people.add_person(owner, name, display_name=name, role=role, actor="cli:test")
        code = owner.execute(
            text("SELECT code FROM areas WHERE level = 1 ORDER BY code LIMIT 1")
        ).scalar_one()
    words = ("scope", "asha", code, "--election", country.code)
    assert "1 of 1 areas added" in _run(fresh_database_url, tmp_path, *words).output
    assert "0 of 1 areas added" in _run(fresh_database_url, tmp_path, *words).output
    other = _run(fresh_database_url, tmp_path, "scope", "baraka", code, "--election", country.code)
    assert other.exit_code == 1
    assert "areas are of managers" in other.output
    nowhere = _run(fresh_database_url, tmp_path, "scope", "asha", "no-such", "--election", country.code)
    assert nowhere.exit_code == 1
    assert "1 of 1 areas ended" in _run(fresh_database_url, tmp_path, *words, "--remove").output


def test_a_code_is_printed_on_this_machine_and_never_in_production(
    fresh_database: Engine, fresh_database_url: str, tmp_path: Path
) -> None:
    ring = Vault.open(tmp_path / "keys" / "data.keys", make=True)
    with fresh_database.begin() as owner:
        user_id = people.add_person(owner, "asha", display_name="Asha", role="super_admin", actor="cli:test")
    none = _run(fresh_database_url, tmp_path, "code", "asha")
    assert none.exit_code == 1
    assert "no second factor" in none.output
    with fresh_database.begin() as owner:
        factors.enrol_confirmed(owner, user_id, ring)
    code = _run(fresh_database_url, tmp_path, "code", "asha").output.strip()
    with fresh_database.begin() as owner:
        assert factors.accept_code(owner, user_id, ring, code) == "totp"
    refused = _run(fresh_database_url, tmp_path, "code", "asha", MATOKEO_ENV="production")
    assert refused.exit_code == 1
    assert "not printed in production" in refused.output


def test_personal_data_is_unreadable_in_the_store_bound_to_its_person_and_every_read_is_written_down(
    db: Connection, tmp_path: Path
) -> None:
    ring = Vault.open(tmp_path / "data.keys", make=True)
    assert (tmp_path / "data.keys").stat().st_mode & 0o777 == 0o600
    first = people.add_person(db, "asha", display_name="Asha", role="field_observer", actor="cli:test")
    other = people.add_person(db, "baraka", display_name="Baraka", role="field_observer", actor="cli:test")
    for field, value in (("national_id", "12345678"), ("phone", "+254 700 000 000")):
        private.set_private(db, ring, user_id=first, field=field, value=value, by="cli:test")
    stored = str(db.execute(text("SELECT ciphertext FROM user_private")).all())
    assert "12345678" not in stored
    read = private.read_private(db, ring, user_id=first, by="cli:test", reason="call about form")
    assert read == {"national_id": "12345678", "phone": "+254 700 000 000"}
    rows = db.execute(text(_AUDIT)).all()
    assert (rows[-1].action, rows[-1].reason) == ("personal.read", "call about form")
    assert "12345678" not in str(rows)
    db.execute(text("UPDATE user_private SET user_id = :other WHERE field = 'phone'"), {"other": other})
    with pytest.raises(SealBroken, match="somebody else"):
        private.read_private(db, ring, user_id=other, by="cli:test", reason="x")
    db.execute(text("UPDATE user_private SET field = 'email' WHERE field = 'phone'"))
    with pytest.raises(SealBroken, match="cannot be opened"):
        private.read_private(db, ring, user_id=other, by="cli:test", reason="x")
    with pytest.raises(PersonRefused, match="cannot be a phone"):
        private.set_private(db, ring, user_id=first, field="phone", value="call me", by="cli:test")


def test_after_a_rotation_the_old_key_opens_nothing_and_nothing_is_lost(
    fresh_database: Engine, fresh_database_url: str, tmp_path: Path
) -> None:
    path = tmp_path / "keys" / "data.keys"
    running = Vault.open(path, make=True)
    old = path.read_text()
    with fresh_database.begin() as owner:
        user_id = people.add_person(
            owner, "asha", display_name="Asha", role="election_manager", actor="cli:test"
        )
        private.set_private(
            owner, running, user_id=user_id, field="phone", value="0700 000000", by="cli:test"
        )
        secret = factors.enrol_confirmed(owner, user_id, running)
    done = _run(fresh_database_url, tmp_path, "rotate-keys", "--drop-old")
    assert "Encrypted 2 fields" in done.output
    assert "Forgot 1 older keys" in done.output
    assert path.stat().st_mode & 0o777 == 0o600
    assert old.strip() not in path.read_text()
    with fresh_database.begin() as owner:
        # The office that runs meanwhile notices the new ring by itself.
        assert private.read_private(owner, running, user_id=user_id, by="t", reason="t") == {
            "phone": "0700 000000"
        }
        assert factors.read_secret(owner, user_id, running) == secret
    (tmp_path / "old.keys").write_text(old)
    with fresh_database.begin() as owner, pytest.raises(SealBroken):
        factors.read_secret(owner, user_id, Vault(tmp_path / "old.keys"))


def test_a_missing_or_malformed_key_ring_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        Vault.open(tmp_path / "none.keys", make=False)
    (tmp_path / "bad.keys").write_text("c2hvcnQ=\n")
    with pytest.raises(SettingsError, match="malformed"):
        Vault.open(tmp_path / "bad.keys", make=False)


@pytest.mark.parametrize(
    "password",
    [
        "elevenchars",
        "x" * 257,
        "aaaaaaaaaaaaa",
        "123456789012",
        "abcdefghijklmnop",
        "passwordpassword",
        "P@ssw0rd123456",
        "Nenosiri2027!",
        "  qwertyuiop  ",
        "uchaguzi 2027",
        "my name is baraka",
    ],
)
def test_a_password_that_anybody_would_try_is_refused(password: str) -> None:
    with pytest.raises(PersonRefused):
        passwords.check_password(password, "baraka")


@pytest.mark.parametrize("password", [PASSWORD, "maziwa ya ngamia asubuhi", "T7!kz-92 vQ#m"])
def test_a_long_password_of_ones_own_is_taken(password: str) -> None:
    passwords.check_password(password, "baraka")
