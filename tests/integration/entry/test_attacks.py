"""Attacks on entry by somebody who runs any SQL as the web's own role: PostgreSQL refuses, whatever the code does.

Each attack is hand-written SQL in a session of `matokeo_entry` that acts for a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError

from tests.conftest import RoleConnection
from tests.integration.entry.conftest import People
from tests.integration.entry.entering import Entering, form_body
from tests.integration.entry.photos import photo
from tests.integration.entry.test_attachments import upload
from tests.integration.entry.test_incidents import incident, report
from tests.office import Office


@dataclass
class Scene:
    """What the observer asha has stored: a form with a photo, a photo without one, an incident with its photo."""

    entering: Entering
    people: People
    form: int
    photo: int
    loose_photo: int
    incident: int
    others_form: int


@pytest.fixture
def scene(entering: Entering, office: Office, people: People) -> Scene:
    first = upload(entering.person, photo()).get_json()["attachment"]
    upload(entering.person, photo(size=(20, 20)))
    third = upload(entering.person, photo(size=(30, 30)), kind="incident").get_json()["attachment"]
    form = entering.send(form_body(attachments=[first])).get_json()["form"]
    uid = report(entering.person, incident(attachments=[third])).get_json()["incident"]
    other = Entering(office.sign_in(people.other), entering.mini, entering.engine)
    others = other.send(form_body("W-2-1-1-1", accepted_warnings=["W401"])).get_json()["form"]
    one = entering.one
    return Scene(
        entering, people,
        form=one("SELECT form_id FROM result_forms WHERE uid = :u", u=form),
        photo=one("SELECT attachment_id FROM attachments WHERE uid = :u", u=first),
        loose_photo=one("SELECT attachment_id FROM attachments WHERE width = 20"),
        incident=one("SELECT incident_id FROM incidents WHERE uid = :u", u=uid),
        others_form=one("SELECT form_id FROM result_forms WHERE uid = :u", u=others),
    )  # fmt: skip


@pytest.fixture
def as_other(role_connection: RoleConnection, scene: Scene) -> Iterator[Connection]:
    """A session in which the other observer acts."""
    with role_connection("matokeo_entry", user_id=scene.people.other) as connection:
        yield connection


def _refused(connection: Connection, statement: str, **values: Any) -> DBAPIError:
    """Return the refusal of a statement; the session goes on after it."""
    point = connection.begin_nested()
    with pytest.raises((ProgrammingError, IntegrityError)) as caught:
        connection.execute(text(statement), values)
    point.rollback()
    return caught.value


_TABLES = (
    "result_forms", "form_votes", "form_attachments", "form_steps", "attachments", "incidents", "incident_events",
    "incident_attachments",
)  # fmt: skip


def test_another_observer_sees_only_the_own_rows(as_other: Connection, scene: Scene) -> None:
    for table in _TABLES:
        seen = as_other.execute(text(f"SELECT * FROM {table}")).mappings().all()
        assert all(row.get("form_id", scene.others_form) == scene.others_form for row in seen), table
        assert [row for row in seen if "attachment_id" in row or "incident_id" in row] == [], table


def test_nobody_acting_sees_nothing(role_connection: RoleConnection, scene: Scene) -> None:
    with role_connection("matokeo_entry") as connection:
        for table in ("result_forms", "form_votes", "attachments", "incidents", "incident_events"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


_FORM = (
    "INSERT INTO result_forms (uid, race_id, leaf_area_id, station_id, source, is_counting, valid_votes, received_at_utc,"
    " entered_at_utc, entered_by{columns}) SELECT gen_random_uuid(), :race, s.area_id, s.station_id, {source}, {counting}, 1,"
    " now(), now(), {by}{values} FROM polling_stations s WHERE s.code = '{station}'"
)


def _form(**parts: str) -> str:
    return _FORM.format(
        **{
            "columns": "", "values": "", "source": "'34a'", "counting": "true", "by": ":me", "station": "W-1-1-1-2",
            **parts,
        }
    )  # fmt: skip


_SMUGGLED: tuple[dict[str, str], ...] = (
    {"station": "W-1-1-1-3"}, {"by": ":other"}, {"columns": ", state", "values": ", 'verified'"},
    {"columns": ", verified_by", "values": ", :other"}, {"columns": ", checked_at_utc", "values": ", now()"},
    {"counting": "false"}, {"source": "'agent'"}, {"columns": ", hold_released_by", "values": ", :me"},
    {"columns": ", is_current", "values": ", false"},
)  # fmt: skip


def test_a_form_cannot_be_smuggled_in_with_more_than_an_observer_may_say(
    role_connection: RoleConnection, scene: Scene
) -> None:
    values = {
        "race": scene.entering.mini.races["president", "W"],
        "me": scene.people.observer,
        "other": scene.people.other,
    }
    with role_connection("matokeo_entry", user_id=scene.people.observer) as connection:
        for parts in _SMUGGLED:
            _refused(connection, _form(**parts), **values)
        connection.execute(
            text(_form()), values
        )  # the same with nothing wrong passes: the attacks were the reason


def test_a_form_of_another_time_or_race_is_refused(role_connection: RoleConnection, scene: Scene) -> None:
    values = {"race": scene.entering.mini.races["governor", "W-2"], "me": scene.people.observer}
    with role_connection("matokeo_entry", user_id=scene.people.observer) as connection:
        _refused(connection, _form(), **values)
        values["race"] = scene.entering.mini.races["president", "W"]
        _refused(connection, _form().replace("now(), now()", "now(), now() - interval '1 day'"), **values)


_REWRITES = (
    "UPDATE result_forms SET valid_votes = 1 WHERE form_id = :form",
    "UPDATE result_forms SET is_current = false WHERE form_id = :form",
    "UPDATE form_votes SET votes = 1 WHERE form_id = :form",
    "DELETE FROM form_votes WHERE form_id = :form",
    "DELETE FROM result_forms WHERE form_id = :form",
    "UPDATE attachments SET view_sha256 = 'x' WHERE attachment_id = :photo",
    "DELETE FROM form_attachments WHERE form_id = :form",
    "UPDATE incidents SET description = 'x' WHERE incident_id = :incident",
    "UPDATE incidents SET reported_by = 1 WHERE incident_id = :incident",
    "DELETE FROM incidents WHERE incident_id = :incident",
    "UPDATE incident_events SET note = 'x' WHERE incident_id = :incident",
    "TRUNCATE result_forms CASCADE",
    "INSERT INTO form_steps (form_id, step, role) VALUES (:form, 'verified', 'rule')",
    "INSERT INTO dirty_log (race_id, leaf_area_id) VALUES (1, 1)",
)


def test_nobody_rewrites_what_is_stored(role_connection: RoleConnection, scene: Scene) -> None:
    values = {"form": scene.form, "photo": scene.photo, "incident": scene.incident}
    people = scene.people
    for person in (people.observer, people.other, people.manager, people.admin):
        with role_connection("matokeo_entry", user_id=person) as connection:
            for statement in _REWRITES:
                _refused(connection, statement, **{n: v for n, v in values.items() if f":{n}" in statement})


def test_votes_cannot_be_added_to_a_form_afterwards_or_to_anothers(
    role_connection: RoleConnection, scene: Scene
) -> None:
    candidate = scene.entering.mini.candidates["governor", "W-1"]["pendo"]
    for person in (scene.people.observer, scene.people.other, scene.people.manager):
        with role_connection("matokeo_entry", user_id=person) as connection:
            _refused(
                connection,
                "INSERT INTO form_votes VALUES (:form, :candidate, 5)",
                form=scene.form,
                candidate=candidate,
            )


def test_a_photo_of_another_is_not_opened_by_linking_it(
    role_connection: RoleConnection, scene: Scene
) -> None:
    """A link shows the photo: ids are small numbers, and a form of one's own everybody has."""
    with role_connection("matokeo_entry", user_id=scene.people.other) as connection:
        for number in (scene.photo, scene.loose_photo):
            _refused(
                connection,
                "INSERT INTO form_attachments VALUES (:form, :photo)",
                form=scene.others_form,
                photo=number,
            )
            assert (
                connection.execute(
                    text("SELECT count(*) FROM attachments WHERE attachment_id = :p"), {"p": number}
                ).scalar_one()
                == 0
            )
    with role_connection("matokeo_entry", user_id=scene.people.observer) as connection:
        _refused(
            connection,
            "INSERT INTO form_attachments VALUES (:form, :photo)",
            form=scene.others_form,
            photo=scene.photo,
        )


def test_a_photo_is_not_stored_in_anothers_name(as_other: Connection, scene: Scene) -> None:
    statement = (
        "INSERT INTO attachments (uid, kind, sha256, bytes, media_type, width, height, view_sha256, view_bytes, uploaded_by)"
        " VALUES (:uid, 'form', 'x', 1, 'image/jpeg', 1, 1, 'x', 1, :by)"
    )
    _refused(as_other, statement, uid=uuid4(), by=scene.people.observer)
    as_other.execute(text(statement), {"uid": uuid4(), "by": scene.people.other})


def test_an_incident_is_followed_by_whom_it_concerns_only(
    role_connection: RoleConnection, scene: Scene
) -> None:
    event = "INSERT INTO incident_events (incident_id, user_id, kind, note) VALUES (:i, :by, :kind, 'x')"
    change = text("UPDATE incidents SET status = 'dismissed' WHERE incident_id = :i")
    for person in (scene.people.other, scene.people.far):
        with role_connection("matokeo_entry", user_id=person) as connection:
            _refused(connection, event, i=scene.incident, by=person, kind="note")
            assert connection.execute(change, {"i": scene.incident}).rowcount == 0
    observer = scene.people.observer
    with role_connection("matokeo_entry", user_id=observer) as connection:
        _refused(connection, event, i=scene.incident, by=observer, kind="status")
        _refused(connection, event, i=scene.incident, by=scene.people.manager, kind="note")
        assert connection.execute(change, {"i": scene.incident}).rowcount == 0
        connection.execute(text(event), {"i": scene.incident, "by": observer, "kind": "note"})
    with role_connection("matokeo_entry", user_id=scene.people.manager) as connection:
        assert connection.execute(change, {"i": scene.incident}).rowcount == 1


def test_an_incident_is_not_reported_in_anothers_name_or_already_closed(
    as_other: Connection, scene: Scene
) -> None:
    statement = (
        "INSERT INTO incidents (uid, election_id, category, severity, status, area_id, station_id, description,"
        " happened_at_utc, reported_by, receipt, request_sha256) SELECT gen_random_uuid(), :e, 'other', 'low',"
        " CAST(:status AS incident_status), area_id, station_id, 'x', now(), :by, 'x', '' FROM polling_stations LIMIT 1"
    )
    election, own = scene.entering.mini.election_id, scene.people.other
    _refused(as_other, statement, e=election, by=scene.people.observer, status="reported")
    _refused(as_other, statement, e=election, by=own, status="resolved")
    as_other.execute(text(statement), {"e": election, "by": own, "status": "reported"})


def test_the_functions_of_the_checks_tell_no_figures(as_other: Connection, scene: Scene) -> None:
    """They answer everybody who enters; what they answer must not be a form."""
    race, area = scene.entering.mini.races["president", "W"], scene.entering.mini.areas["W-1-1-1"]
    slot = as_other.execute(
        text("SELECT * FROM entry_slot(:r, :a, :s, '34a')"),
        {"r": race, "a": area, "s": scene.entering.mini.stations["W-1-1-1-1"]},
    ).mappings()
    assert {name for row in slot for name in row} == {
        "uid", "revision", "state", "received_at_utc", "receipt", "is_own",
    }  # fmt: skip


def test_the_audit_row_of_a_form_cannot_be_left_dated_or_seen(as_other: Connection) -> None:
    row = (
        "INSERT INTO audit_log (at_utc, actor, action, object_type, object_id, user_id)"
        " VALUES ({at}, 'asha', 'form.enter', 'form', 'x', 1) RETURNING user_id"
    )
    _refused(as_other, row.format(at="now() - interval '1 hour'"))
    assert as_other.execute(text("SELECT count(*) FROM audit_log")).scalar_one() == 0
