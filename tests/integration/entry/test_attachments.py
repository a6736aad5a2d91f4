"""Photographs through the API: decoded in full, stripped, stored once, shown to whoever sees their form."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from tests.integration.entry.conftest import People
from tests.integration.entry.entering import Entering, form_body
from tests.integration.entry.photos import bomb, photo, photo_with_position
from tests.office import Office, SignedIn


def upload(
    person: SignedIn, body: bytes, *, key: str | None = None, kind: str = "form", media: str = "image/jpeg"
) -> TestResponse:
    """Send a photo as the body of a request."""
    headers = {**person.headers, "Idempotency-Key": key or str(uuid4()), "Content-Type": media}
    return person.client.post(f"/api/v1/attachments?kind={kind}", data=body, headers=headers)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_stored_and_shown_as_jpeg(entering: Entering, kind: str) -> None:
    answer = upload(entering.person, photo(kind, (2400, 1800)), media="application/octet-stream")
    assert answer.status_code == 201, answer.text
    stored = answer.get_json()
    assert (stored["width"], stored["height"]) == (2400, 1800)
    shown = entering.person.get(f"/api/v1/attachments/{stored['attachment']}")
    with Image.open(io.BytesIO(shown.data)) as image:
        assert (image.format, image.size) == ("JPEG", (1600, 1200))
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert entering.one("SELECT count(*) FROM audit_log WHERE action = 'attachment.add'") == 1


def test_a_multipart_form_is_taken_too(entering: Entering) -> None:
    answer = entering.person.client.post(
        "/api/v1/attachments?kind=form",
        data={"file": (io.BytesIO(photo()), "../../evil.php")},
        headers={**entering.person.headers, "Idempotency-Key": str(uuid4())},
    )
    assert answer.status_code == 201, answer.text


def test_the_picture_shown_says_nothing_of_place_and_phone_and_stands_upright(entering: Entering) -> None:
    sent = photo_with_position((400, 300))
    assert b"Fictional phone" in sent
    stored = upload(entering.person, sent).get_json()
    assert (stored["width"], stored["height"]) == (300, 400)
    shown = entering.person.get(f"/api/v1/attachments/{stored['attachment']}").data
    assert b"Fictional phone" not in shown
    assert b"secret comment" not in shown
    with Image.open(io.BytesIO(shown)) as image:
        assert (image.size, dict(image.getexif())) == ((300, 400), {})


def test_the_same_photo_with_the_same_key_is_stored_once(entering: Entering) -> None:
    key = str(uuid4())
    first, again = upload(entering.person, photo(), key=key), upload(entering.person, photo(), key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.data == again.data
    assert upload(entering.person, photo(size=(10, 10)), key=key).status_code == 409
    assert upload(entering.person, photo(), key=key, kind="incident").status_code == 409
    assert entering.one("SELECT count(*) FROM attachments") == 1


def test_a_key_of_somebody_else_shows_nothing(entering: Entering, office: Office, people: People) -> None:
    key = str(uuid4())
    upload(entering.person, photo(), key=key)
    answer = upload(office.sign_in(people.other), photo(), key=key)
    assert answer.status_code == 409
    assert answer.get_json()["stored"] is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"GIF89a not taken", "F108"), (b"<svg onload=alert(1)>", "F108"), (photo()[:2000], "F108"),
        (b"\xff\xd8\xff" + b"x" * 500, "F108"), (photo("GIF"), "F108"), (photo("TIFF"), "F108"), (bomb(), "F109"),
    ],
)  # fmt: skip
def test_what_is_no_photo_is_refused_whatever_its_header_says(
    entering: Entering, body: bytes, code: str
) -> None:
    answer = upload(entering.person, body)
    assert answer.status_code == 422
    assert [e["code"] for e in answer.get_json()["errors"]] == [code]
    assert entering.one("SELECT count(*) FROM attachments") == 0


def test_a_huge_file_is_not_even_read(entering: Entering) -> None:
    assert upload(entering.person, b"\xff" * (8 * 2**20 + 20_000)).status_code == 413
    assert upload(entering.person, b"\xff" * (8 * 2**20 + 1)).status_code == 413
    assert upload(entering.person, b"").status_code == 400
    assert upload(entering.person, photo(), kind="passport").status_code == 400


def test_a_photo_of_a_form_is_seen_by_those_who_see_the_form(
    entering: Entering, office: Office, people: People
) -> None:
    uid = upload(entering.person, photo()).get_json()["attachment"]
    address = f"/api/v1/attachments/{uid}"
    manager = office.sign_in(people.manager)
    assert manager.get(address).status_code == 404
    receipt = entering.send(form_body(attachments=[uid])).get_json()
    assert receipt["attachments"] == [uid]
    assert manager.get(address).status_code == 200
    for stranger in (people.far, people.other):
        assert office.sign_in(stranger).get(address).status_code == 404
    assert office.stranger().get(address).status_code == 401
    assert entering.person.get("/api/v1/attachments/not-a-uuid").status_code == 404


def test_a_photo_that_the_browser_has_is_not_sent_again(entering: Entering) -> None:
    uid = upload(entering.person, photo()).get_json()["attachment"]
    first = entering.person.get(f"/api/v1/attachments/{uid}")
    again = entering.person.get(
        f"/api/v1/attachments/{uid}", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_a_photo_of_somebody_else_cannot_be_linked(
    entering: Entering, office: Office, people: People
) -> None:
    uid = upload(office.sign_in(people.other), photo()).get_json()["attachment"]
    answer = entering.send(form_body(attachments=[uid]))
    assert [e["code"] for e in answer.get_json()["errors"]] == ["F106"]


def test_a_photo_of_an_incident_is_none_of_a_form(entering: Entering) -> None:
    uid = upload(entering.person, photo(), kind="incident").get_json()["attachment"]
    answer = entering.send(form_body(attachments=[uid]))
    assert [e["code"] for e in answer.get_json()["errors"]] == ["F106"]


def test_a_correction_keeps_the_photo_of_the_form(entering: Entering, office: Office, people: People) -> None:
    uid = upload(entering.person, photo()).get_json()["attachment"]
    first = entering.send(form_body(attachments=[uid])).get_json()
    clerk = Entering(office.sign_in(people.clerk), entering.mini, entering.engine)
    changed = form_body(figures={"rejected": 5, "cast": 366}, corrects=first["form"], reason="misread")
    answer = clerk.send(changed)
    assert answer.status_code == 201, answer.text
    assert answer.get_json()["attachments"] == [uid]
