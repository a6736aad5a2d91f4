"""Claims: one person a form, ahead of time, for ten minutes, only in the own areas."""

from __future__ import annotations

import threading
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from data.acting import Actor
from data.records import ClaimAsk
from data.verify.queue import next_sheet
from tests.integration.verify.conftest import FIRST, STATION, Verification, body_of, figures


def stations(county: str, count: int) -> list[str]:
    return [f"{county}-{a}-{b}-{c}" for a in (1, 2) for b in (1, 2) for c in (1, 2, 3, 4)][:count]


def test_counting_forms_come_first_then_those_that_a_rule_holds_then_the_oldest(desk: Verification) -> None:
    late = desk.form("W-1-1-1-2", received_at_utc="2031-05-04 20:00+00")
    early = desk.form("W-1-2-1-1", received_at_utc="2031-05-04 18:00+00")
    held = desk.form("W-1-1-2-1", received_at_utc="2031-05-04 21:00+00", state="disputed", hold_rule="F302")
    beside = desk.form("W-1-1-1-3", received_at_utc="2031-05-04 17:00+00", source="agent", is_counting=False)
    desk.form("W-1-1-1-4", state="disputed", hold_rule="manager", hold_detail="Held by a person")
    desk.form("W-1-1-1-4", "governor", votes={"pendo": 1, "baraka": 2})
    got: list[str] = []
    for _ in range(2):
        sheet = desk.next("m1a", contest="president", holding=got)
        assert sheet is not None
        got.append(sheet["form"])
    for form in got:
        desk.as_("m1a").post(f"/api/v1/verify/{form}/release")
    # Released, they come again; typed, they do not.
    order = []
    while (sheet := desk.next("m1a", contest="president")) is not None:
        order.append(sheet["form"])
        desk.second("m1a", sheet["form"], figures(FIRST))
    assert order[:2] == got
    assert order == [str(held), str(early), str(late), str(beside)]


def test_a_reload_gives_the_same_form_and_claiming_ahead_the_next(desk: Verification) -> None:
    for station in stations("W-1", 5):
        desk.form(station)
    first = desk.next("m1a")
    assert first is not None
    again = desk.next("m1a")
    assert again is not None
    assert again["form"] == first["form"]
    held = [first["form"]]
    for _ in range(2):
        ahead = desk.next("m1a", holding=held)
        assert ahead is not None
        assert ahead["form"] not in held
        held.append(ahead["form"])
    reply = desk.as_("m1a").post("/api/v1/verify/next", {"holding": held})
    assert (reply.status_code, "three forms" in reply.text) == (409, True)


def test_a_claim_that_ran_out_goes_to_somebody_else_and_stays_good_while_nobody_took_it(
    desk: Verification,
) -> None:
    form = desk.form()
    assert desk.next("m1a") is not None
    assert desk.next("m1b") is None
    with desk.engine.begin() as owner:
        owner.execute(text("UPDATE form_claims SET expires_at_utc = now() - interval '1 second'"))
    assert desk.next("m1b") is not None
    refused = desk.second("m1a", form, figures(FIRST))
    assert (refused.status_code, "hold this form" in refused.text) == (409, True)
    with desk.engine.begin() as owner:
        owner.execute(text("UPDATE form_claims SET expires_at_utc = now() - interval '1 second'"))
    assert desk.second("m1b", form, figures(FIRST)).status_code == 200


def test_without_a_claim_no_second_entry_is_taken(desk: Verification) -> None:
    form = desk.form()
    assert desk.second("m1a", form, figures(FIRST)).status_code == 409
    desk.next("m1b")
    assert desk.second("m1a", form, figures(FIRST)).status_code == 409
    assert desk.scalars("SELECT count(*) FROM second_entries") == [0]


def test_who_resolves_holds_the_form_too(desk: Verification) -> None:
    form = desk.form()
    desk.typed("m1a", form, {**FIRST, "juma": 9})
    assert desk.as_("m1b").post(f"/api/v1/verify/{form}/claim").status_code == 200
    assert desk.as_("m1c").post(f"/api/v1/verify/{form}/claim").status_code == 409
    body = {"choice": "first", "reason": "Clear on the photo"}
    assert desk.as_("m1c").post(f"/api/v1/verify/{form}/resolve", body).status_code == 409
    assert desk.as_("m1b").post(f"/api/v1/verify/{form}/resolve", body).status_code == 200


def test_many_clerks_at_once_never_hold_one_form_and_each_gets_one(desk: Verification) -> None:
    """Twelve sessions over one ward with twelve forms: the hardest case, every clerk wants the same oldest one."""
    forms = [
        desk.form(f"W-1-1-1-{number}", source=source, is_counting=source == "34a")
        for number in (1, 2, 3, 4)
        for source in ("34a", "agent", "observer")
    ]
    people = [desk.ids[name] for name in ("m1a", "m1b", "m1c", "m1d")]
    got: list[Any] = []
    lock, barrier = threading.Lock(), threading.Barrier(4)

    def clerk(user_id: int) -> None:
        actor = Actor(user_id=user_id, uid=uuid4(), username="x", display_name="x", role="election_manager")
        holding: list[Any] = []
        barrier.wait()
        for _ in range(3):
            with desk.office.desk.acting(actor) as connection:
                sheet = next_sheet(connection, actor, ClaimAsk(holding=tuple(holding)))
            if sheet is not None:
                holding.append(sheet.form)
        with lock:
            got.extend(holding)

    threads = [threading.Thread(target=clerk, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(got) == len(set(got)), "two people hold one form"
    assert set(got) == set(forms), "a form that waits was not found"


def test_two_clerks_who_type_one_form_at_once_leave_one_second_entry(desk: Verification) -> None:
    """The claim ran out and was taken over while the first one still sends."""
    form = desk.form()
    desk.next("m1a")
    with desk.engine.begin() as owner:
        owner.execute(text("UPDATE form_claims SET expires_at_utc = now() - interval '1 second'"))
    desk.next("m1b")
    barrier, statuses = threading.Barrier(2), []

    def send(name: str) -> None:
        barrier.wait()
        statuses.append((name, desk.second(name, form, figures(FIRST)).status_code))

    threads = [threading.Thread(target=send, args=(name,)) for name in ("m1a", "m1b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(statuses) == [("m1a", 409), ("m1b", 200)]


ROUTES = (
    ("post", "sheet", None),
    ("post", "claim", None),
    ("post", "release", None),
    ("post", "second", figures(FIRST)),
    ("get", "differences", None),
    ("get", "dossier", None),
    ("post", "resolve", {"choice": "first", "reason": "x"}),
    ("post", "confirm", None),
    ("post", "dispute", {"reason": "x"}),
    ("post", "release-hold", {"reason": "x"}),
)


@pytest.mark.parametrize(("method", "step", "body"), ROUTES)
def test_a_manager_of_another_county_finds_no_form_here(
    desk: Verification, method: str, step: str, body: Any
) -> None:
    form = desk.form()
    path, person = f"/api/v1/verify/{form}/{step}", desk.as_("m2")
    headers = {"Idempotency-Key": str(uuid4())}
    reply = person.get(path) if method == "get" else person.post(path, body, headers=headers)
    assert reply.status_code == 404, reply.text
    assert STATION not in reply.text
    assert desk.row(form).state == "preliminary"
    # The same for what no form is, and for an address that is no id at all.
    for other in (str(uuid4()), "1", "%00", "x" * 500):
        path = f"/api/v1/verify/{other}/{step}"
        reply = person.get(path) if method == "get" else person.post(path, body, headers=headers)
        assert reply.status_code == 404, (other, reply.text)


@pytest.mark.parametrize(("method", "step", "body"), ROUTES)
def test_observers_and_strangers_verify_nothing(
    desk: Verification, method: str, step: str, body: Any
) -> None:
    form = desk.form()
    path = f"/api/v1/verify/{form}/{step}"
    stranger, observer = desk.office.stranger(), desk.as_("obs")
    if method == "get":
        assert (stranger.get(path).status_code, observer.get(path).status_code) == (401, 403)
        return
    assert stranger.post(path, json=body).status_code == 401
    assert observer.post(path, body).status_code == 403
    # And a manager's request without the session's CSRF token changes nothing.
    assert desk.as_("m1a").client.post(path, json=body).status_code == 403
    assert desk.row(form).state == "preliminary"


def test_the_queue_shows_only_the_own_areas_page_by_page(desk: Verification) -> None:
    for station in (*stations("W-1", 16), *stations("W-2", 3)):
        desk.form(station)
    with desk.office.desk.acting(desk.as_("m1a").actor) as connection:
        from data.verify.listing import queue_counts, queue_page

        seen, after = [], None
        while True:
            page = queue_page(connection, "second", after=after, rows=5)
            seen += [line.place.station.code for line in page.lines if line.place.station]
            after = page.next
            if after is None:
                break
        assert seen == stations("W-1", 16)
        assert queue_counts(connection).second == 16
        assert queue_counts(connection, most=10).second == 10
        assert queue_counts(connection, area="W-1-2").second == 8
        assert queue_counts(connection, contest="governor").second == 0
    assert len(body_of(desk.as_("admin").get("/api/v1/verify/queue"))["lines"]) == 19
    only = body_of(desk.as_("m1a").get("/api/v1/verify/queue?area=W-2"))
    assert only["lines"] == []
    assert "asha" not in desk.as_("m1a").get("/api/v1/verify/queue").text


@pytest.mark.parametrize("after", ["x", "WzEsMl0", "!!!!", "eyJhIjoxfQ", "W251bGwsbnVsbCxudWxsXQ"])
def test_a_forged_page_mark_is_no_server_error(desk: Verification, after: str) -> None:
    desk.form()
    assert desk.as_("m1a").get(f"/api/v1/verify/queue?after={after}").status_code in (200, 404)
    assert desk.as_("m1a").get("/api/v1/verify/queue?queue=all").status_code == 400


def test_every_queue_lists_its_forms_and_counts_them(desk: Verification) -> None:
    differ, held, ready = desk.form(), desk.form("W-1-1-1-2"), desk.form("W-1-1-1-3", state="verified")
    desk.typed("m1a", differ, {**FIRST, "juma": 9})
    assert desk.as_("m1a").post(f"/api/v1/verify/{held}/dispute", {"reason": "Unreadable"}).status_code == 200
    found = {}
    for queue in ("second", "differ", "disputed", "confirm"):
        lines = body_of(desk.as_("m1b").get(f"/api/v1/verify/queue?queue={queue}"))["lines"]
        found[queue] = [line["form"] for line in lines]
    assert found == {"second": [], "differ": [str(differ)], "disputed": [str(held)], "confirm": [str(ready)]}
    counts = desk.as_("m1b").get("/api/v1/verify/counts").json
    assert counts == {"second": 0, "differ": 1, "disputed": 1, "confirm": 1, "most": 1000}
