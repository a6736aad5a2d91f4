"""The clerks' pages as the server makes them: who may open them, what they hold, in both languages."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.figures import figures_in
from tests.integration.verify.conftest import FIRST, Verification

PAGES = ("/manage/verify", "/manage/verify?queue=differ", "/manage/verify?queue=disputed", "/manage/verify?queue=confirm",
         "/manage/discrepancies", "/manage/discrepancies?level=constituency", "/manage/discrepancies?level=county")  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "sw"])
def test_every_page_opens_for_a_manager_with_and_without_forms(desk: Verification, lang: str) -> None:
    for path in PAGES:
        reply = desk.as_("m1a").get(path, query_string=None)
        assert reply.status_code == 200, path
    differ = desk.form()
    desk.typed("m1a", differ, {**FIRST, "juma": 110})
    held = desk.form("W-1-1-1-2", state="disputed", hold_rule="over_registered", hold_detail="813 of 500")
    desk.form("W-1-1-1-3", state="verified")
    beside = desk.form(
        "W-1-1-1-3", state="verified", source="agent", is_counting=False, votes={**FIRST, "juma": 1}
    )
    paths = [
        *PAGES,
        *(f"/manage/{kind}/{form}" for kind in ("verify", "forms") for form in (differ, held, beside)),
    ]
    for path in paths:
        mark = "&" if "?" in path else "?"
        reply = desk.as_("m1b").get(f"{path}{mark}lang={lang}")
        assert reply.status_code == 200, path
        assert "813" not in figures_in(reply.text), path


def test_pages_of_other_areas_and_of_nothing_are_not_found_and_observers_stay_out(desk: Verification) -> None:
    form = desk.form()
    for kind in ("verify", "forms"):
        for uid in (form, uuid4(), "nothing"):
            assert desk.as_("m2").get(f"/manage/{kind}/{uid}").status_code == 404
        assert desk.as_("obs").get(f"/manage/{kind}/{form}").status_code == 403
        assert desk.office.stranger().get(f"/manage/{kind}/{form}").status_code == 303
    for path in PAGES:
        assert desk.as_("obs").get(path).status_code == 403, path


def test_what_people_typed_is_text_on_every_page(desk: Verification) -> None:
    form = desk.form(state="verified")
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    assert desk.as_("m1a").post(f"/api/v1/verify/{form}/dispute", {"reason": evil}).status_code == 200
    for path in (f"/manage/verify/{form}", f"/manage/forms/{form}", "/manage/verify?queue=disputed"):
        page = desk.as_("m1b").get(path).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        assert "&lt;script&gt;alert(1)" in page, path


def test_a_decision_that_is_not_the_persons_is_not_offered(desk: Verification) -> None:
    own = desk.form(entered_by=desk.ids["m1a"])
    page = desk.as_("m1a").get(f"/manage/verify/{own}").text
    assert 'name="choice"' not in page
    assert "You entered this form yourself" in page
    checked = desk.form("W-1-1-1-2")
    desk.typed("m1a", checked, FIRST)
    assert 'value="confirm"' not in desk.as_("m1a").get(f"/manage/verify/{checked}").text
    assert 'value="confirm"' in desk.as_("m1b").get(f"/manage/verify/{checked}").text
