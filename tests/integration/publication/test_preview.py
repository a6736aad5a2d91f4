"""What the next version would change: as the publisher then makes it, and no more than the asker may see."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import text

from data.tally.worker import drain
from tests.figures import figures_in
from tests.integration.publication.conftest import Room


def preview(room: Room, name: str = "chief") -> dict[str, Any]:
    with room.engine.connect() as connection:
        drain(connection)
    reply = room.as_(name).get(f"/api/v1/publish/preview?election={room.code}")
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json  # type: ignore[assignment]
    return found


def test_nothing_waits_right_after_a_version(room: Room) -> None:
    found = preview(room)
    assert [one["areas"] for one in found["contests"]] == [0, 0]
    assert (found["leaders"], found["moves"], found["held_total"], found["corrections_total"]) == (
        [],
        [],
        0,
        0,
    )


def test_what_is_held_back_is_what_the_next_version_then_shows(room: Room) -> None:
    assert room.act("chief", "hold").status_code == 200
    room.publish()
    room.form("W-1-1-1-2", {"asha": 10, "juma": 400, "neema": 0})
    room.form("W-2-1-1-1", {"asha": 5, "juma": 100, "neema": 0})
    room.form("W-1-1-1-1", {"pendo": 7, "baraka": 9}, contest="governor")
    told = preview(room)
    president, governor = told["contests"]
    assert (president["counted_before"], president["counted_after"], president["areas"]) == (1, 3, 2)
    assert (president["before"]["code"], president["after"]["code"]) == ("asha", "juma")
    assert governor["counted_before"] == 0
    counties = {one["area"]["code"]: one for one in told["leaders"]}
    assert list(counties) == ["W-1"], "the first figures of a county are no change of its leader"
    assert (counties["W-1"]["before"]["name"], counties["W-1"]["after"]["name"]) == ("Asha", "Juma")
    assert room.act("chief", "release").status_code == 200
    version = room.publish().version
    index = room.loop.store.index(room.code, version)
    content = room.loop.store.read(room.code, version, "president/W.json")
    assert index is not None
    assert content is not None

    document = json.loads(content)
    after = president["after"]
    assert (document["leader"], document["margin_votes"], document["margin_pp"]) == (
        after["code"], after["votes"], after["margin_pp"],
    )  # fmt: skip
    assert document["votes"]["valid"] == president["valid_after"]
    county = next(child for child in document["children"] if child["code"] == "W-1")
    assert county["margin_pp"] == counties["W-1"]["after"]["margin_pp"]


def test_a_preliminary_form_is_in_no_preview(room: Room) -> None:
    room.form("W-1-1-1-2", {"asha": 0, "juma": 499, "neema": 0}, state="preliminary")
    told = preview(room)
    assert told["contests"][0]["counted_after"] == 1
    assert told["leaders"] == []
    assert "499" not in figures_in(str(told["contests"]))


def test_held_forms_and_corrections_come_with_their_reasons_and_from_the_askers_areas_only(
    room: Room,
) -> None:
    for station in ("W-1-1-1-3", "W-2-1-1-3"):
        form = room.form(station, state="disputed")
        with room.engine.begin() as owner:
            owner.execute(
                text(
                    "UPDATE result_forms SET hold_rule = 'over_registered', hold_detail = '301 > 300' WHERE form_id = :f"
                ),
                {"f": form},
            )
    with room.engine.begin() as owner:
        owner.execute(
            text("UPDATE result_forms SET is_current = false WHERE station_id = :s"),
            {"s": room.mini.stations["W-1-1-1-1"]},
        )
    room.form(
        "W-1-1-1-1", {"asha": 150, "juma": 100, "neema": 1}, revision=2, reason="A digit was read wrongly"
    )
    told = preview(room)
    assert told["held_total"] == 2
    assert {one["rule"] for one in told["held"]} == {"over_registered"}
    assert all(one["fresh"] for one in told["held"])
    assert [(one["reason"], one["revision"]) for one in told["corrections"]] == [
        ("A digit was read wrongly", 2)
    ]
    county = preview(room, "county")
    assert [one["place"]["code"] for one in county["held"]] == ["W-1-1-1-3"]


def test_before_anything_is_public_everything_waits(room: Room) -> None:
    with room.engine.begin() as owner:
        owner.execute(text("ALTER TABLE versions DISABLE TRIGGER USER"))
        owner.execute(text("DELETE FROM versions"))
    told = preview(room)
    assert (told["contests"][0]["counted_before"], told["contests"][0]["counted_after"]) == (0, 1)
    assert room.state()["public_version"] is None
    assert room.as_("chief").get("/manage/publish").status_code == 200


def test_without_the_published_files_leaders_are_said_to_be_unknown(room: Room) -> None:
    room.form("W-1-1-1-2", {"asha": 10, "juma": 400, "neema": 0})
    (room.loop.store.root / room.code / "v1" / "president" / "W.json").unlink()
    told = preview(room)
    assert told["leaders_known"] is False
    assert told["contests"][0]["after"]["code"] == "juma", "the headline is known from the database"
