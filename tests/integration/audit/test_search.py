"""Searching the audit log: who may, what is found, that looking leaves a trace, what a spreadsheet gets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from data.acting import Actor
from data.audit.trail import record
from tests.conftest import RoleConnection
from tests.integration.audit.log import seal, write
from tests.office import Office, SignedIn, add_user, open_office

REQUEST = UUID("11111111-2222-3333-4444-555555555555")
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def office(fresh_database: Engine, fresh_database_url: str, tmp_path: Path) -> Iterator[Office]:
    made = open_office(fresh_database_url, tmp_path)
    yield made
    made.desk.dispose()


@pytest.fixture
def admin(office: Office, fresh_database: Engine) -> SignedIn:
    """An administrator, and a log with three rows of a manager's and one of a process."""
    manager = add_user(fresh_database, "mosi", "manager")
    admin = add_user(fresh_database, "asha", "admin")
    signed = office.sign_in(manager).actor
    with office.desk.acting(signed) as connection:
        actor = replace(signed, address="10.1.2.3", correlation_id=REQUEST)
        record(
            connection,
            actor,
            "form.confirm",
            ("form", 7),
            old={"state": "verified"},
            new={"state": "confirmed"},
        )
        record(
            connection,
            actor,
            "form.dispute",
            ("form", 8),
            new={"state": "disputed"},
            reason="100% sure_it is wrong",
        )
        record(connection, actor, "incident.note", ("incident", 1), new={"note": HOSTILE}, reason=HOSTILE)
    write(fresh_database, 1)
    return office.sign_in(admin)


def found(client: SignedIn, **filters: str) -> list[str]:
    """Actions of the rows that match, without the rows that searches leave."""
    answer = client.get("/api/v1/audit", query_string=filters)
    assert answer.status_code == 200, answer.text
    return [row["action"] for row in answer.json["rows"] if not row["action"].startswith("audit.")]


@pytest.mark.parametrize("role", ["viewer", "observer", "manager"])
def test_only_administrators_search_the_log(office: Office, fresh_database: Engine, role: str) -> None:
    client = office.sign_in(add_user(fresh_database, "somebody", role))
    for path in ("/api/v1/audit", "/api/v1/audit/export.csv", "/admin/audit"):
        assert client.get(path).status_code == 403, path
    assert office.stranger().get("/api/v1/audit").status_code == 401
    assert office.stranger().get("/admin/audit").status_code == 303


@pytest.mark.parametrize(
    ("filters", "actions"),
    [
        ({"actor": "mosi"}, ["incident.note", "form.dispute", "form.confirm"]),
        ({"actor": "system:test"}, ["form.enter"]),
        ({"action": "form."}, ["form.enter", "form.dispute", "form.confirm"]),
        ({"action": "form_"}, []),
        ({"object_type": "form", "object_id": "7"}, ["form.confirm"]),
        ({"address": "10.1.2.3"}, ["incident.note", "form.dispute", "form.confirm"]),
        ({"address": "10.1.0.0/16", "action": "incident"}, ["incident.note"]),
        ({"address": "10.2.0.0/16"}, []),
        ({"correlation_id": str(REQUEST)}, ["incident.note", "form.dispute", "form.confirm"]),
        ({"words": "SURE_IT"}, ["form.dispute"]),
        ({"words": "100%"}, ["form.dispute"]),
        ({"words": "%"}, ["form.dispute"]),
        ({"since": "2031-01-01"}, []),
        ({"until": "2001-01-01T00:00"}, []),
        ({"since": "2001-01-01T00:00:00+03:00", "action": "form.enter"}, ["form.enter"]),
        ({"words": "'; DROP TABLE users; --"}, []),
    ],
    ids=str,
)
def test_each_filter_finds_its_rows(admin: SignedIn, filters: dict[str, str], actions: list[str]) -> None:
    assert found(admin, **filters) == actions


@pytest.mark.parametrize(
    "filters",
    [
        {"since": "yesterday"},
        {"until": "2031-13-01"},
        {"correlation_id": "7"},
        {"address": "localhost"},
        {"before": "-1"},
        {"before": "9" * 30},
        {"actor": "x" * 201},
        {"actor": "a\nb"},
        {"words": "\x00"},
    ],
    ids=str,
)
def test_a_filter_that_cannot_be_one_is_refused_by_name(admin: SignedIn, filters: dict[str, str]) -> None:
    answer = admin.get("/api/v1/audit", query_string=filters)
    assert answer.status_code == 400
    assert answer.json["filter"] in filters
    page = admin.get("/admin/audit", query_string=filters)
    if len(next(iter(filters.values()))) <= 200:
        assert page.status_code == 400
        assert 'role="alert"' in page.text


def test_a_row_tells_who_what_when_and_whether_it_is_sealed(admin: SignedIn, fresh_database: Engine) -> None:
    assert seal(fresh_database) == 1
    admin.get("/api/v1/audit")
    rows = admin.get("/api/v1/audit").json["rows"]
    assert [row["sealed"] for row in rows[:2]] == [False, True]
    row = next(row for row in rows if row["action"] == "form.confirm")
    assert (row["actor"], row["username"], row["object_id"]) == ("mosi", "mosi", "7")
    assert (row["old"], row["new"]) == ({"state": "verified"}, {"state": "confirmed"})
    assert (row["address"], row["correlation_id"]) == ("10.1.2.3", str(REQUEST))
    state = admin.get("/api/v1/audit").json["seal"]
    assert state["seal_id"] == 1
    assert len(state["sha256"]) == 64
    assert state["unsealed"] >= 1


def test_pages_follow_each_other_without_gap_or_repetition(admin: SignedIn, fresh_database: Engine) -> None:
    write(fresh_database, *range(120))
    numbers: list[int] = []
    before = ""
    for _ in range(10):
        page = admin.get("/api/v1/audit", query_string={"action": "form.enter", "before": before}).json
        numbers += [row["number"] for row in page["rows"]]
        if page["next"] is None:
            break
        before = str(page["next"])
    assert len(numbers) == len(set(numbers)) == 121
    assert numbers == sorted(numbers, reverse=True)


def test_every_search_and_export_is_in_the_log_with_its_filters(admin: SignedIn) -> None:
    admin.get("/api/v1/audit?actor=mosi")
    admin.get("/admin/audit?action=form.")
    admin.get("/api/v1/audit/export.csv?object_id=7")
    rows = admin.get("/api/v1/audit?actor=asha").json["rows"]
    assert [(row["action"], row["new"]["filters"]) for row in rows] == [
        ("audit.export", {"object_id": "7"}),
        ("audit.read", {"action": "form."}),
        ("audit.read", {"actor": "mosi"}),
    ]
    assert len({row["correlation_id"] for row in rows}) == 3


def test_what_is_refused_leaves_no_row(admin: SignedIn) -> None:
    admin.get("/api/v1/audit?since=yesterday")
    assert admin.get("/api/v1/audit?actor=asha").json["rows"] == []


def test_the_export_holds_no_formula_and_its_name_nothing_that_was_typed(
    admin: SignedIn, fresh_database: Engine
) -> None:
    with fresh_database.begin() as connection:
        for reason in ("=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", "|x"):
            record(connection, "=cmd()", "form.enter", ("form", "=1"), reason=reason)
    answer = admin.get("/api/v1/audit/export.csv", query_string={"action": 'form.enter"\r\nX-Evil: 1'})
    assert answer.status_code == 400
    answer = admin.get("/api/v1/audit/export.csv", query_string={"action": "form."})
    assert answer.headers["Content-Type"].startswith("text/csv")
    name = answer.headers["Content-Disposition"]
    assert name.startswith('attachment; filename="matokeo-audit-2')
    assert "X-Evil" not in answer.headers
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert len(rows) == 1 + 9
    assert [cell for row in rows for cell in row if cell[:1] in "=+-@\t|" and cell] == []


def test_what_people_typed_is_text_on_the_page(admin: SignedIn) -> None:
    page = admin.get("/admin/audit", query_string={"actor": HOSTILE}).text
    assert HOSTILE not in page
    page = admin.get("/admin/audit").text
    assert HOSTILE not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "verified" in page
    assert "Same request" in page


def test_a_row_in_somebody_elses_name_shows_who_wrote_it(
    admin: SignedIn, role_connection: RoleConnection, fresh_database: Engine
) -> None:
    """An attacker with the web's SQL may write any actor; whose transaction it was is the database's to say."""
    manager = (
        fresh_database.connect()
        .execute(text("SELECT user_id FROM users WHERE username = 'mosi'"))
        .scalar_one()
    )
    with role_connection("matokeo_entry", user_id=manager) as session:
        session.execute(
            text(
                "INSERT INTO audit_log (actor, action, object_type, object_id, user_id)"
                " VALUES ('asha', 'form.enter', 'form', '1', 999)"
            )
        )
        session.commit()
    assert "written by mosi" in admin.get("/admin/audit").text


def test_page_addresses_lead_to_the_same_words_in_swahili(admin: SignedIn) -> None:
    page = admin.get("/admin/audit?lang=sw&actor=mosi").text
    assert 'lang="sw"' in page
    assert 'name="lang" type="hidden" value="sw"' in page or 'value="sw"' in page


# The database itself ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit_log (audit_id, actor, action, object_type, object_id) OVERRIDING SYSTEM VALUE"
        " VALUES (1, 'a', 'b', 'c', 'd')",
        "INSERT INTO audit_log (actor, action, object_type, object_id, at_utc) VALUES ('a', 'b', 'c', 'd', '2001-01-01')",
        "INSERT INTO audit_log (actor, action, object_type, object_id, txid) VALUES ('a', 'b', 'c', 'd', '1')",
        "INSERT INTO audit_log (actor, action, object_type, object_id, hash_version) VALUES ('a', 'b', 'c', 'd', 1)",
        "INSERT INTO audit_log_default (actor, action, object_type, object_id) VALUES ('a', 'b', 'c', 'd')",
        "SELECT * FROM audit_log_default",
        "UPDATE audit_log SET reason = 'x'",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
        "TRUNCATE audit_log_default",
        "ALTER TABLE audit_log DETACH PARTITION audit_log_default",
        "ALTER TABLE audit_log DISABLE TRIGGER ALL",
        "INSERT INTO audit_seals SELECT * FROM audit_seals",
        "UPDATE audit_seals SET rows = 0",
        "DELETE FROM audit_seals",
        "TRUNCATE audit_seals",
        "SELECT seal_audit()",
        "SELECT make_audit_partitions()",
    ],
)
@pytest.mark.parametrize("role", ["matokeo_entry", "matokeo_auth"])
def test_no_role_of_the_web_dates_numbers_or_changes_a_row_or_a_seal(
    admin: SignedIn, role_connection: RoleConnection, role: str, statement: str
) -> None:
    with (
        role_connection(role, user_id=admin.actor.user_id) as session,
        pytest.raises(Exception, match=r"permission denied|must be owner|row-level security"),
    ):
        session.execute(text(statement))


@pytest.mark.parametrize("role", ["matokeo_public", "matokeo_worker", "matokeo_auth"])
def test_roles_that_need_not_read_the_log_cannot(role_connection: RoleConnection, role: str) -> None:
    with role_connection(role) as session, pytest.raises(Exception, match="permission denied"):
        session.execute(text("SELECT * FROM audit_log"))


def test_a_row_says_whose_transaction_it_was_whatever_the_statement_says(
    admin: SignedIn, role_connection: RoleConnection, office: Office
) -> None:
    actor: Actor = admin.actor
    with role_connection("matokeo_entry", user_id=actor.user_id) as session:
        session.execute(
            text(
                "INSERT INTO audit_log (actor, action, object_type, object_id, user_id) VALUES ('a', 'b', 'c', 'd', 1)"
            )
        )
        told = session.execute(text("SELECT user_id FROM audit_log WHERE action = 'b'")).scalar_one()
    assert told == actor.user_id
