"""A job from its file to the store: preview, approval, load; and everything that may come between."""

from __future__ import annotations

import json

from sqlalchemy import text

from tests.integration.imports.workshop import Shop, forms, results_csv

FIRST = {"W-1-1-1-1": (100, 90, 5), "W-1-1-1-2": (80, 70, 1), "W-2-1-1-1": (10, 20, 30)}


def test_a_preview_says_what_would_happen_and_writes_nothing(shop: Shop) -> None:
    uid = shop.add(results_csv(FIRST, more=("president,NOWHERE,asha,1,1,0",)))
    shop.work()
    job = shop.job(uid)
    assert (job.status, job.added, job.changed, job.unchanged, job.refused) == ("previewed", 3, 0, 0, 1)
    assert shop.count("SELECT count(*) FROM result_forms") == 0
    assert shop.count("SELECT count(*) FROM dirty_log") == 0
    assert [change.thing for change in shop.changes(uid)] == [f"president {code} 34a" for code in FIRST]
    assert shop.changes(uid)[0].after["votes.asha"] == 100
    (refusal,) = shop.refusals(uid)
    assert (refusal.code, refusal.row, refusal.field, refusal.value) == (
        "unknown-station", 11, "station_code", "NOWHERE",
    )  # fmt: skip
    assert refusal.remedy


def test_an_approved_preview_is_loaded_exactly_and_in_the_approvers_name(shop: Shop) -> None:
    job = shop.loaded(results_csv(FIRST))
    assert (job.status, job.added, job.approve_reason, job.approved_by) == (
        "done",
        3,
        "checked by hand",
        "root",
    )
    with shop.engine.begin() as connection:
        assert [(row[0], row[7]) for row in forms(connection)] == [
            ("W-1-1-1-1", ["asha=100", "juma=90", "neema=5"]),
            ("W-1-1-1-2", ["asha=80", "juma=70", "neema=1"]),
            ("W-2-1-1-1", ["asha=10", "juma=20", "neema=30"]),
        ]
        trail = connection.execute(
            text("SELECT action, actor FROM audit_log WHERE action LIKE 'import.%' ORDER BY audit_id")
        ).all()
    assert [tuple(row) for row in trail] == [
        ("import.upload", "system:keeper"),
        ("import.preview", "system:keeper"),
        ("import.approve", "root"),
        ("import.file", "root"),
        ("import.load", "root"),
    ]


def test_the_same_file_again_is_recognised_and_changes_nothing(shop: Shop) -> None:
    first = shop.loaded(results_csv(FIRST))
    uid = shop.add(results_csv(FIRST))
    shop.work()
    job = shop.job(uid)
    assert (job.added, job.changed, job.unchanged, job.earlier) == (0, 0, 3, first.uid)


def test_changed_figures_are_shown_before_and_after_and_become_revisions(shop: Shop) -> None:
    shop.loaded(results_csv(FIRST))
    uid = shop.add(results_csv({**FIRST, "W-1-1-1-1": (101, 90, 5)}))
    shop.work()
    (change,) = shop.changes(uid)
    assert (change.verdict, change.thing) == ("changed", "president W-1-1-1-1 34a")
    assert change.before == {"valid_votes": 195, "votes.asha": 100}
    assert change.after == {"valid_votes": 196, "votes.asha": 101}
    shop.approve(uid)
    shop.work()
    job = shop.job(uid)
    assert (job.status, job.added, job.changed, job.unchanged) == ("done", 0, 1, 2)
    assert shop.count("SELECT max(revision) FROM result_forms") == 2


def test_a_store_that_changed_since_the_approval_sends_the_job_back_to_its_preview(shop: Shop) -> None:
    uid = shop.add(results_csv(FIRST))
    shop.work()
    shop.approve(uid)
    other = shop.add(results_csv({"W-1-1-1-1": (7, 7, 7)}), "other.csv")
    with shop.engine.begin() as connection:  # the other one was approved a moment earlier
        connection.execute(text("UPDATE import_jobs SET status = 'cancelled' WHERE uid = :u"), {"u": uid})
    shop.work()
    shop.approve(other)
    shop.work()
    with shop.engine.begin() as connection:
        connection.execute(text("UPDATE import_jobs SET status = 'approved' WHERE uid = :u"), {"u": uid})
    shop.work()
    job = shop.job(uid)
    assert (job.status, job.is_outdated, job.added, job.changed) == ("previewed", True, 2, 1)
    assert job.approved_by is None
    assert shop.count("SELECT count(*) FROM result_forms") == 1
    shop.approve(uid)
    shop.work()
    assert (shop.job(uid).status, shop.job(uid).is_outdated) == ("done", False)


def test_stations_and_candidates_are_previewed_and_loaded_whole(shop: Shop) -> None:
    stations = (
        b"station_code,station_name,area_code,registered_voters\n"
        b"W-1-1-1-1,School W-1-1-1-1,W-1-1-1,510\nW-1-1-1-9,New School,W-1-1-1,\n"
    )
    job = shop.loaded(stations, "stations.csv")
    assert (job.kind, job.status, job.added, job.changed) == ("stations", "done", 1, 1)
    changes = {change.thing: change for change in shop.changes(job.uid)}
    assert changes["W-1-1-1-1"].before == {"registered_voters": 500}
    assert changes["W-1-1-1-1"].after == {"registered_voters": 510}
    assert changes["W-1-1-1-9"].before is None
    bad = shop.add(stations + b"W-1-1-1-8,=cmd,W-1-1-1,\n", "stations.csv")
    shop.work()
    assert (shop.job(bad).status, shop.refusals(bad)[0].code) == ("refused", "formula")
    assert shop.count("SELECT count(*) FROM polling_stations WHERE code = 'W-1-1-1-8'") == 0


def test_results_of_the_folder_load_by_themselves_only_where_the_election_says_so(shop: Shop) -> None:
    uid = shop.add(results_csv(FIRST), origin="folder")
    shop.work()
    assert shop.job(uid).status == "previewed"
    with shop.engine.begin() as connection:
        connection.execute(
            text("UPDATE elections SET settings = settings || CAST(:s AS jsonb)"),
            {"s": json.dumps({"imports": {"auto": True}})},
        )
    auto = shop.add(results_csv(FIRST), origin="folder")
    refused = shop.add(results_csv(FIRST, more=("president,NOWHERE,asha,1,1,0",)), origin="folder")
    uploaded = shop.add(results_csv({"W-2-1-1-1": (1, 1, 1)}))
    shop.work()
    assert [shop.job(one).status for one in (auto, refused, uploaded)] == ["done", "previewed", "previewed"]


def test_a_login_that_does_not_own_the_store_fails_in_words(shop: Shop) -> None:
    uid = shop.add(results_csv(FIRST))
    chore = shop.chore()
    chore.owner_url = shop.worker.url.render_as_string(hide_password=False)
    chore.work(shop.worker)
    job = shop.job(uid)
    assert job.status == "failed"
    assert "does not own the store" in (job.fault or "")
    assert job.remedy
