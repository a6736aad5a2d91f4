"""What the report of a ward says: public sums, the earlier election, open matters, and nothing of a form that waits."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import text

from data.engine import make_engine
from tests.integration.wards.conftest import OTHER_COUNTY, WARD, WITHHELD, World


def contest(report: dict[str, Any], code: str) -> dict[str, Any]:
    return next(one for one in report["contests"] if one["code"] == code)


def test_place_has_its_path_stations_and_register(world: World) -> None:
    place = world.report()["place"]
    assert [step["code"] for step in place["path"]] == ["W", "W-1", "W-1-1"]
    assert (place["stations"], place["registered"], place["is_leaf"]) == (4, 2000, True)
    assert place["area"] == {"code": WARD, "name": f"Ward {WARD}", "level": "ward"}


def test_count_says_every_state_and_sums_are_the_public_ones(world: World) -> None:
    found = contest(world.report(), "president")
    assert found["count"] == {
        "total": 4, "reported": 3, "counted": 2, "preliminary": 1, "verified": 2, "confirmed": 0, "disputed": 0,
        "by_area": False,
    }  # fmt: skip
    votes = {c["code"]: (c["votes"], c["share_pct"]) for c in found["candidates"]}
    assert votes == {"asha": (300, 50.0), "juma": (250, 41.67), "neema": (50, 8.33)}
    assert (found["leader"], found["margin_votes"], found["margin_pp"]) == ("asha", 50, 8.33)
    assert (found["valid"], found["turnout_pct"], found["effective"]) == (600, 65.4, 2.32)


def test_swing_is_like_for_like_and_volatility_counts_who_came_and_went(world: World) -> None:
    found = contest(world.report(), "president")
    swings = {c["code"]: (c["then_pct"], c["swing_pp"]) for c in found["candidates"]}
    assert swings == {"asha": (40.0, 10.0), "juma": (10.0, 31.67), "neema": (None, None)}
    assert found["volatility_pp"] == 50.0  # 10 + 31.67 + 8.33 for neema, 50 of halima, halved
    assert found["effective_then"] == 2.38
    assert (found["compared"]["election"], found["compared"]["leader"]) == ("wendera-2026", "Halima")
    assert (found["compared"]["moved"], found["holds"]) == (0, "changed")


def test_the_same_party_holds_with_another_candidate(world: World) -> None:
    found = contest(world.report(), "governor")
    assert (found["leader"], found["holds"], found["compared"]["leader"]) == ("pendo", "party", "Zawadi")
    # Lion 220 of 300 now, 600 of 900 then: one party went from 66.67 to 73.33.
    assert found["volatility_pp"] == 6.67


def test_crosswalk_compares_with_the_former_area_and_says_so(world: World) -> None:
    found = contest(world.report("W-1-1-2"), "president")
    assert (found["compared"]["areas"], found["compared"]["moved"]) == (1, 1)
    assert {c["code"]: c["then_pct"] for c in found["candidates"]} == {
        "juma": 60.0,
        "asha": 30.0,
        "neema": None,
    }
    assert "its former area is compared" in world.page("W-1-1-2")


def test_history_tells_who_had_the_most_votes_and_turnout_spreads(world: World) -> None:
    report = world.report()
    found = contest(report, "president")
    assert [(p["election"], p["winner"], p["share_pct"], p["margin_pp"]) for p in found["past"]] == [
        ("wendera-2026", "Halima", 50.0, 10.0)
    ]
    assert found["turnout_sd_pp"] == pytest.approx((65.4 - 56.11) / 2, abs=0.01)
    assert report["turnout_sd_pp"] == 5.0  # stations at 60.4 and 70.4


def test_stations_of_the_ward_have_states_and_leaders_of_public_forms_only(world: World) -> None:
    rows = {row["code"]: row for row in world.report()["rows"]}
    assert [(r["state"], r["leader"], r["turnout_pct"]) for r in rows.values()] == [
        ("verified", "Asha", 60.4), ("verified", "Juma", 70.4), ("preliminary", None, None), (None, None, None),
    ]  # fmt: skip
    assert rows[f"{WARD}-3"]["form"] is not None


def test_nothing_of_a_form_that_waits_for_its_second_entry_is_told(world: World) -> None:
    for who in ("m1", "ward", "admin"):
        for query in ("", "?contest=governor"):
            assert not re.search(rf"[>\s]{WITHHELD}[<\s,.]", world.page(query=query, who=who))
        reply = world.as_(who).get(f"/api/v1/wards/{world.mini.code}/{WARD}")
        assert not re.search(rf":\s*{WITHHELD}\b", reply.text)
        assert "digit_slip" not in reply.text
        assert "turnout_outlier" in reply.text


def test_areas_above_a_ward_sum_their_wards_and_list_the_areas_below(world: World) -> None:
    county = world.report("W-1")
    found = contest(county, "president")
    assert ({c["code"]: c["votes"] for c in found["candidates"]}, found["count"]["total"]) == (
        {"asha": 310, "juma": 340, "neema": 50}, 16,
    )  # fmt: skip
    assert [(r["code"], r["counted"], r["reported"], r["leader"]) for r in county["rows"]] == [
        ("W-1-1", 3, 4, "Juma"), ("W-1-2", 0, 0, None),
    ]  # fmt: skip
    country = world.report("W", who="admin")
    governor = contest(country, "governor")
    assert (governor["races"], governor["candidates"], governor["count"]["counted"]) == (2, [], 1)
    assert contest(country, "president")["valid"] == 700


def test_open_matters_are_those_of_the_area(world: World) -> None:
    found = world.report()["open"]
    assert [(one["severity"], one["station_code"]) for one in found["incidents"]] == [
        ("critical", f"{WARD}-1")
    ]
    assert (found["incidents_total"], found["findings_total"], found["alerts_total"]) == (1, 2, 1)
    assert world.report("W-1-2-1")["open"]["incidents_total"] == 0


def test_arrivals_count_every_form_that_came(world: World) -> None:
    points = world.report()["arrivals"]
    assert [point["forms"] for point in points] == [0, 3]


def test_a_manager_sees_the_own_areas_only(world: World) -> None:
    code = world.mini.code
    for who, area, status in (
        ("m1", WARD, 200), ("m1", "W-1", 200), ("m1", "W", 404), ("m1", OTHER_COUNTY, 404), ("m2", WARD, 404),
        ("ward", WARD, 200), ("ward", "W-1-1", 404), ("admin", "W", 200), ("obs", WARD, 403),
    ):  # fmt: skip
        assert world.as_(who).get(f"/api/v1/wards/{code}/{area}").status_code == status, (who, area)
        assert world.as_(who).get(f"/manage/wards/{code}/{area}").status_code == status, (who, area)
    assert world.office.stranger().get(f"/api/v1/wards/{code}/{WARD}").status_code == 401


@pytest.mark.parametrize(
    "area",
    ["nowhere", "W' OR '1'='1", "%27%3B DROP TABLE areas%3B--", "%25", "W-1-1-1%00", "x" * 3000, "%E2%80%AE"],
)
def test_codes_that_are_none_are_not_found(world: World, area: str) -> None:
    for path in (f"/manage/wards/{world.mini.code}/{area}", f"/manage/wards/{area}/{WARD}"):
        assert world.as_("admin").get(path).status_code == 404
        assert world.as_("admin").get(path.replace("/manage/", "/api/v1/")).status_code == 404
    assert contest(world.report(), "president")["valid"] == 600


@pytest.mark.parametrize("asked", ["nothing", "president' --", "\x00"])
def test_contests_that_are_none_are_not_found(world: World, asked: str) -> None:
    reply = world.as_("m1").get(f"/api/v1/wards/{world.mini.code}/{WARD}", query_string={"contest": asked})
    assert reply.status_code == 404


def test_search_finds_areas_by_likeness_within_the_scope_only(world: World) -> None:
    def found(who: str, words: str) -> list[str]:
        reply = world.as_(who).get(f"/api/v1/wards/{world.mini.code}", query_string={"q": words})
        assert reply.status_code == 200
        return [area["code"] for area in reply.json["areas"]]  # type: ignore[index]

    assert found("m1", "Ward W-1-1-2")[0] == "W-1-1-2"
    assert found("m1", "W-1-2-1")[0] == "W-1-2-1"
    assert all(code.startswith("W-1") for code in found("m1", "Ward"))
    assert found("m1", OTHER_COUNTY) == [] or OTHER_COUNTY not in found("m1", OTHER_COUNTY)
    assert found("m2", OTHER_COUNTY)[0] == OTHER_COUNTY
    for words in ("", " ", "%", "__", "' OR 1=1 --", "\x00ab", "w" * 5000):
        assert WARD not in found("m2", words)


def test_the_web_cannot_write_figures_of_areas(world: World) -> None:
    entry = make_engine(world.url, role="matokeo_entry")
    with entry.connect() as connection:
        connection.execute(text("SELECT set_config('app.user_id', :u, true)"), {"u": str(world.ids["admin"])})
        with pytest.raises(Exception, match="permission denied"):
            connection.execute(text("DELETE FROM area_indicators"))
    entry.dispose()
