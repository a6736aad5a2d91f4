"""The office's side of imports: who may, what is answered, pages that work without a script."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from data.files.store import DirectoryStore
from tests.integration.imports.workshop import Shop, open_shop, results_csv
from tests.office import Office, SignedIn, add_user, open_office

VOTES = {"W-1-1-1-1": (100, 90, 5), "W-2-1-1-1": (10, 20, 30)}


@pytest.fixture(scope="module")
def place(
    services: Any, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Shop, Office]]:
    """One database and office for the tests of this module; each sends files of its own."""
    from tests.services import TEMPLATE

    services.start_postgres()
    name = f"imports_office_{worker_name}"
    services.postgres.create_database(name, template=TEMPLATE)
    folder = tmp_path_factory.mktemp("imports-office")
    url = services.place.database_url(name)
    shop = open_shop(url, folder)
    office = open_office(url, folder, MATOKEO_IMPORT_MAX_MB="1")
    shop.files = DirectoryStore(office.settings.files)
    yield shop, office
    office.desk.dispose()
    shop.engine.dispose()
    services.postgres.drop_database(name)


@pytest.fixture
def manager(place: tuple[Shop, Office]) -> SignedIn:
    return place[1].sign_in(place[0].manager)


def upload(who: SignedIn, body: bytes, name: str = "results.csv", **fields: str) -> Any:
    data: dict[str, Any] = {"file": (io.BytesIO(body), name), **fields}
    return who.client.post(
        "/api/v1/imports", data=data, headers={**who.headers, "Accept": "application/json"}
    )


def test_a_whole_country_manager_sends_reads_approves_and_sees_it_loaded(
    place: tuple[Shop, Office], manager: SignedIn
) -> None:
    shop, _ = place
    sent = upload(manager, results_csv(VOTES, more=("president,NOWHERE,=1+1,1,1,0",)))
    assert sent.status_code == 201, sent.text
    uid = sent.json["uid"]
    assert (sent.json["status"], sent.json["kind"], sent.json["created_by"]) == (
        "uploaded",
        "results",
        "whole",
    )
    shop.work()
    job = manager.get(f"/api/v1/imports/{uid}").json
    assert (job["status"], job["added"], job["refused"]) == ("previewed", 2, 1)
    rows = manager.get(f"/api/v1/imports/{uid}/changes?verdict=added").json["rows"]
    assert rows[0]["after"]["votes.asha"] == 100
    listed = manager.get(f"/api/v1/imports/{uid}/refusals").json["rows"]
    assert listed[0]["code"] == "unknown-station"
    told = manager.post(f"/api/v1/imports/{uid}/approve", {"preview": "0" * 64, "reason": "read"})
    assert told.status_code == 409
    assert (
        manager.post(f"/api/v1/imports/{uid}/approve", {"preview": job["preview"], "reason": " "}).status_code
        == 422
    )
    done = manager.post(f"/api/v1/imports/{uid}/approve", {"preview": job["preview"], "reason": "read"})
    assert (done.status_code, done.json["status"], done.json["approved_by"]) == (200, "approved", "whole")
    shop.work()
    assert manager.get(f"/api/v1/imports/{uid}").json["status"] == "done"
    assert uid in [one["uid"] for one in manager.get("/api/v1/imports?status=done").json["rows"]]
    page = manager.get(f"/manage/imports/{uid}").text
    assert "Loaded" in page
    assert "NOWHERE" in page


def test_refusals_are_downloaded_without_formulas(place: tuple[Shop, Office], manager: SignedIn) -> None:
    shop, _ = place
    body = b"contest,station_code,candidate_code,votes\npresident,=HYPERLINK(1),asha,1\n"
    uid = upload(manager, body).json["uid"]
    shop.work()
    answer = manager.get(f"/api/v1/imports/{uid}/refusals.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "'=HYPERLINK(1)" in answer.text
    assert ",=HYPERLINK" not in answer.text


def test_a_manager_of_a_county_and_an_observer_are_refused_everywhere(
    place: tuple[Shop, Office], manager: SignedIn
) -> None:
    shop, office = place
    uid = upload(manager, results_csv(VOTES)).json["uid"]
    county = office.sign_in(add_user(shop.engine, "county", "manager", scope=[shop.mini.areas["W-1"]]))
    observer = office.sign_in(
        add_user(shop.engine, "eye", "observer", stations=[shop.mini.stations["W-1-1-1-1"]])
    )
    assert upload(county, results_csv(VOTES)).status_code == 403
    assert upload(observer, results_csv(VOTES)).status_code == 403
    for path in (
        f"/api/v1/imports/{uid}",
        f"/api/v1/imports/{uid}/changes",
        f"/api/v1/imports/{uid}/refusals.csv",
        f"/manage/imports/{uid}",
    ):
        assert county.get(path).status_code == 404, path
        assert observer.get(path).status_code == 403, path
    for step in ("approve", "cancel", "again", "mapping"):
        said: dict[str, Any] = {"preview": "0" * 64, "reason": "x"} if step == "approve" else {}
        assert county.post(f"/api/v1/imports/{uid}/{step}", said).status_code == 404, step
        assert observer.post(f"/api/v1/imports/{uid}/{step}", said).status_code == 403, step
    assert county.get("/api/v1/imports").json["rows"] == []
    assert uid not in county.get("/manage/imports").text
    assert shop.job(uid).status == "uploaded"
    manager.post(f"/api/v1/imports/{uid}/cancel")


def test_a_bundle_is_for_administrators(place: tuple[Shop, Office], manager: SignedIn) -> None:
    body = b"PK\x03\x04" + b"\0" * 60
    assert upload(manager, body, "b.zip").status_code == 403
    shop, office = place
    sent = upload(office.sign_in(shop.admin), body, "b.zip")
    assert (sent.status_code, sent.json["kind"], sent.json["election"]) == (201, "bundle", None)
    assert manager.get(f"/api/v1/imports/{sent.json['uid']}").status_code == 404
    shop.work()
    assert shop.job(sent.json["uid"]).status == "refused"


def test_a_change_without_the_csrf_token_is_refused(place: tuple[Shop, Office], manager: SignedIn) -> None:
    uid = upload(manager, results_csv(VOTES)).json["uid"]
    for path in ("/api/v1/imports", f"/api/v1/imports/{uid}/cancel", f"/api/v1/imports/{uid}/approve"):
        assert manager.client.post(path, json={}).status_code == 403
    manager.post(f"/api/v1/imports/{uid}/cancel")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "not UTF-8"),
        (b"a,b,c\n".decode().encode("utf-16"), "not UTF-8"),
        (b"just words\n", "none that can be imported"),
        (b'{"a": 1}', "none that can be imported"),
        (b"<svg/>", "none that can be imported"),
        (b"a" * 100_000, "not a header"),
    ],
)
def test_files_that_are_nothing_are_refused_in_words(manager: SignedIn, body: bytes, words: str) -> None:
    answer = upload(manager, body)
    assert (answer.status_code, words in answer.json["message"]) == (422, True), answer.text


def test_a_file_above_the_limit_is_refused(manager: SignedIn) -> None:
    assert upload(manager, b"a,b,c\n" + b"1,2,3\n" * 300_000).status_code == 413


def test_the_kind_chosen_must_be_the_files(manager: SignedIn) -> None:
    answer = upload(manager, results_csv(VOTES), kind="stations")
    assert (answer.status_code, "another kind" in answer.json["message"]) == (422, True)


def test_names_of_files_lose_their_folders_and_controls(
    place: tuple[Shop, Office], manager: SignedIn
) -> None:
    sent = upload(manager, results_csv(VOTES), "../../etc/<b>pass\x07wd.csv")
    assert sent.json["file_name"] == "_b_pass_wd.csv"
    manager.post(f"/api/v1/imports/{sent.json['uid']}/cancel")


def test_everything_works_as_a_form_without_a_script(place: tuple[Shop, Office], manager: SignedIn) -> None:
    shop, _ = place
    token = manager.headers["X-CSRF-Token"]
    html = {"Accept": "text/html"}
    data = {
        "csrf_token": token,
        "kind": "",
        "file": (io.BytesIO(results_csv({"W-1-1-1-2": (5, 6, 7)})), "r.csv"),
    }
    sent = manager.client.post("/api/v1/imports", data=data, headers=html)
    assert sent.status_code == 303
    path = sent.headers["Location"]
    uid = path.rpartition("/")[2]
    shop.work()
    page = manager.get(path).text
    assert 'action="/api/v1/imports/' in page
    assert "Approve and load" in page
    blank = {"csrf_token": token, "preview": shop.job(uid).preview, "reason": ""}
    told = manager.client.post(f"/api/v1/imports/{uid}/approve", data=blank, headers=html)
    assert "Say in a few words" in told.text
    said = {**blank, "reason": "by paper"}
    assert manager.client.post(f"/api/v1/imports/{uid}/approve", data=said, headers=html).status_code == 303
    assert shop.job(uid).status == "approved"
    stop = manager.client.post(f"/api/v1/imports/{uid}/cancel", data={"csrf_token": token}, headers=html)
    assert (stop.status_code, shop.job(uid).status) == (303, "cancelled")
    wrong = {"csrf_token": token, "file": (io.BytesIO(b"<svg/>"), "r.svg")}
    refused = manager.client.post("/api/v1/imports", data=wrong, headers=html)
    assert (refused.status_code, "none that can be imported" in refused.text) == (422, True)


def test_the_web_cannot_write_what_only_the_keeper_may(place: tuple[Shop, Office], manager: SignedIn) -> None:
    shop, office = place
    uid = upload(manager, results_csv(VOTES)).json["uid"]
    hostile = (
        "UPDATE import_jobs SET status = 'done' WHERE uid = :u",
        "UPDATE import_jobs SET status = 'approved', approved_sha256 = 'x' WHERE uid = :u",
        "UPDATE import_jobs SET preview_sha256 = 'x' WHERE uid = :u",
        "UPDATE import_jobs SET mapping = '{\"a\": 1}' WHERE uid = :u",
        "INSERT INTO import_changes SELECT job_id, 1, 'added', 'f', 1, 't', NULL, '{}' FROM import_jobs WHERE uid = :u",
        "DELETE FROM import_jobs WHERE uid = :u",
    )
    for statement in hostile:
        with (
            pytest.raises(Exception, match=r"denied|step|preview|mapping|approval"),
            office.desk.acting(manager.actor) as connection,
        ):
            connection.execute(text(statement), {"u": uid})
    assert shop.job(uid).status == "uploaded"
    manager.post(f"/api/v1/imports/{uid}/cancel")


def test_sql_and_markup_in_filters_and_names_are_only_words(
    place: tuple[Shop, Office], manager: SignedIn
) -> None:
    shop, _ = place
    bad = "'; DROP TABLE import_jobs; --"
    assert manager.get("/api/v1/imports", query_string={"status": bad}).status_code == 400
    assert manager.get("/api/v1/imports", query_string={"election": bad}).status_code == 404
    assert manager.get("/api/v1/imports", query_string={"before": "9" * 40}).status_code == 400
    assert manager.get("/manage/imports", query_string={"status": bad, "before": bad}).status_code == 200
    body = b"contest,station_code,candidate_code,votes\npresident,<script>alert(1)</script>,asha,1\n"
    uid = upload(manager, body).json["uid"]
    shop.work()
    assert "<script>alert" not in manager.get(f"/manage/imports/{uid}").text
    assert shop.count("SELECT count(*) FROM import_jobs") > 0


def test_the_folder_of_uploads_is_left_empty(place: tuple[Shop, Office], manager: SignedIn) -> None:
    upload(manager, results_csv(VOTES))
    upload(manager, b"")
    assert list((Path(place[1].settings.local) / "incoming").iterdir()) == []
