"""Feeds end in the very same forms as our own files: NIST reports in JSON and XML, CSV per precinct with a mapping."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from data.imports.steps import set_mapping
from data.records.imports import ImportJob, Mapping
from tests.integration.imports.feeds import as_json, as_xml, report
from tests.integration.imports.workshop import Shop, acting, actor, forms, results_csv

VOTES = {"W-1-1-1-1": (100, 90, 5), "W-1-1-1-2": (80, 70, 1), "W-2-1-1-1": (10, 20, 30)}
OVER = {"W-1-1-1-1": 2, "W-1-1-1-2": 2, "W-2-1-1-1": 2}


def test_the_reports_of_these_tests_are_valid_by_the_schema(shared_data: Path) -> None:
    path = shared_data / "nist" / "NIST_V2_election_results_reporting.schema.json"
    if not path.exists():
        pytest.skip(f"the schema of NIST SP 1500-100 is not at {path}")
    made = report(VOTES, over=OVER, rejected={"W-1-1-1-1": 3}, status={"W-1-1-1-1": "completed"})
    jsonschema.validate(made, json.loads(path.read_text(encoding="utf-8")))


def stored(shop: Shop) -> list[tuple[Any, ...]]:
    with shop.engine.begin() as connection:
        return forms(connection)


def test_json_and_xml_and_our_own_csv_are_the_same_forms(shop: Shop) -> None:
    job = shop.loaded(as_json(report(VOTES, over=OVER)), "feed.json")
    assert (job.format, job.status, job.added, job.refused) == ("nist-json", "done", 3, 0)
    assert "totals of larger areas were not read" in job.files[0].notes[0]
    first = stored(shop)
    for body, name in ((as_xml(report(VOTES, over=OVER)), "feed.xml"), (results_csv(VOTES), "ours.csv")):
        uid = shop.add(body, name)
        shop.work()
        again = shop.job(uid)
        assert (again.status, again.added, again.changed, again.unchanged, again.refused) == (
            "previewed",
            0,
            0,
            3,
            0,
        )
    assert stored(shop) == first


@pytest.mark.parametrize("write", [as_json, as_xml])
def test_stations_are_found_by_name_and_states_and_rejected_ballots_are_read(shop: Shop, write: Any) -> None:
    status = {"W-1-1-1-1": "in-process", "W-1-1-1-2": "not-processed"}
    job = shop.loaded(write(report(VOTES, rejected={"W-2-1-1-1": 7}, status=status, codes=False)), "feed")
    assert (job.added, job.refused) == (2, 0)
    found = {row[0]: (row[3], row[5]) for row in stored(shop)}
    assert found == {"W-1-1-1-1": ("preliminary", None), "W-2-1-1-1": ("verified", 7)}


def test_what_a_report_says_of_unknown_places_people_and_numbers_is_refused_by_name(shop: Shop) -> None:
    made = report({**VOTES, "W-1-1-1-3": (1, 1, 1), "W-1-1-1-4": (1, 1, 1)})
    made["GpUnit"][0]["ExternalIdentifier"][0]["Value"] = "NOWHERE"
    made["GpUnit"][0]["Name"]["Text"][0]["Content"] = "Atlantis"
    counts = made["Election"][0]["Contest"][0]["ContestSelection"][0]["VoteCounts"]
    counts[1]["Count"], counts[2]["Count"], counts[3]["Count"] = -5, 10.5, 1e300
    counts[4]["IsSuppressedForPrivacy"] = True
    uid = shop.add(as_json(made), "feed.json")
    shop.work()
    codes = [(one.code, one.value) for one in shop.refusals(uid)]
    assert codes[0] == ("unknown-station", "NOWHERE")
    assert [code for code, _ in codes] == ["unknown-station", "negative", "bad-number", "bad-number", "empty"]
    assert shop.job(uid).status == "refused"


HOSTILE = {
    "entities": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><ElectionReport>&b;</ElectionReport>',
    "outside": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><ElectionReport>&a;</ElectionReport>',
    "deep": b"<ElectionReport>" + b"<a>" * 100_000,
    "broken": b"<ElectionReport><GpUnit></ElectionReport>",
    "no id": b"<ElectionReport><GpUnit></GpUnit></ElectionReport>",
    "nan": b'{"@type": "ElectionResults.ElectionReport", "GpUnit": [{"@id": NaN}]}',
    "other": b'{"@type": "ElectionResults.ElectionReport", "GpUnit": {"@id": 3}}',
    "deep json": b'{"@type": "ElectionResults.ElectionReport", "x": ' + b"[" * 100_000,
}


def test_hostile_and_damaged_reports_are_refused_in_words(shop: Shop) -> None:
    uids = {name: shop.add(body, f"{name}.feed") for name, body in HOSTILE.items()}
    shop.work()
    for name, uid in uids.items():
        job = shop.job(uid)
        assert job.status == "refused", (name, job)
        assert job.fault, name
        assert job.remedy, name
    assert "entities" in (shop.job(uids["outside"]).fault or "")


HEADER = "county,precinct,office,district,party,candidate,votes,early_voting,election_day\n"


def precincts(*lines: str) -> bytes:
    return (HEADER + "".join(f"{line}\n" for line in lines)).encode()


def lines_of(precinct: str, votes: tuple[int, int, int], county: str = "County W-1") -> list[str]:
    names = zip(("Asha", "Juma", "Neema"), votes, strict=True)
    return [f"{county},{precinct},President,,,{name},{count},," for name, count in names]


def explain(shop: Shop, uid: Any, **said: Any) -> ImportJob:
    with acting(shop.url, shop.admin) as connection:
        job = set_mapping(connection, actor(shop.admin), uid, Mapping(**said))
    shop.work()
    return shop.job(job.uid)


def test_a_csv_per_precinct_is_explained_once_and_then_known(shop: Shop) -> None:
    body = precincts(
        *lines_of("School W-1-1-1-1", (100, 90, 5)),
        "County W-1,SCHOOL  w-1-1-1-2,President,,,Asha,,30,50",
        "County W-1,SCHOOL  w-1-1-1-2,President,,,Juma,,70,",
        "County W-1,School W-1-1-1-1,President,,,Over Votes,1,,",
        "County W-1,SCHOOL  w-1-1-1-2,President,,,Neema,,1,0",
        "County W-1,School W-1-1-1-1,President,,,Under Votes,1,,",
        "County W-1,School W-1-1-1-1,Registered Voters,,,,500,,",
        "County W-1,School W-1-1-1-1,President,,,Write-ins,0,,",
        "County W-1,School W-1-1-1-1,President,,,Total,195,,",
    )
    uid = shop.add(body, "20310504__county.csv")
    shop.work()
    assert (shop.job(uid).status, shop.job(uid).format) == ("mapping", "openelections")
    job = explain(shop, uid)
    assert (job.status, job.added, job.refused) == ("previewed", 2, 0)
    shop.approve(uid)
    shop.work()
    found = {row[0]: (row[4], row[5], row[7]) for row in stored(shop)}
    assert found["W-1-1-1-1"] == (500, 2, ["asha=100", "juma=90", "neema=5"])
    assert found["W-1-1-1-2"] == (None, None, ["asha=80", "juma=70", "neema=1"])
    following = shop.add(precincts(*lines_of("School W-1-1-1-3", (1, 2, 3))), "20310505__county.csv")
    shop.work()
    assert (shop.job(following).status, shop.job(following).added) == ("previewed", 1)


def test_a_place_that_only_resembles_a_station_waits_for_a_person(shop: Shop) -> None:
    uid = shop.add(
        precincts(*lines_of("Scool W-1-1-1-4", (1, 2, 3)), *lines_of("Elsewhere entirely", (1, 2, 3)))
    )
    shop.work()
    job = explain(shop, uid)
    assert job.status == "refused"
    assert {one.code for one in shop.refusals(uid)} == {"unknown-station"}
    said = {"County W-1|Scool W-1-1-1-4": "W-1-1-1-4"}
    job = explain(shop, uid, places=said)
    assert (job.status, job.added, job.refused) == ("previewed", 1, 1)


def test_a_station_named_for_another_county_is_not_taken(shop: Shop) -> None:
    uid = shop.add(precincts(*lines_of("School W-1-1-1-1", (1, 2, 3), county="County W-2")))
    shop.work()
    assert explain(shop, uid).status == "refused"


NO_NUMBERS = ("-1", "1.5", "NaN", "1e3", "99999999999999999999", "=1+1", "'; DROP TABLE users; --", "1,5", "")


def test_figures_that_are_none_are_refused(shop: Shop) -> None:
    lines = []
    for station, votes in zip(shop.mini.stations, NO_NUMBERS, strict=False):
        first, *rest = lines_of(f"School {station}", (1, 2, 3), county="")
        lines += [first.replace(",Asha,1,", f',Asha,"{votes}",'), *rest]
    uid = shop.add(precincts(*lines))
    shop.work()
    assert explain(shop, uid).status == "refused"
    assert [(one.field, one.value) for one in shop.refusals(uid)] == [
        ("votes", votes) for votes in NO_NUMBERS
    ]


def test_a_mapping_that_lacks_what_is_needed_says_so(shop: Shop) -> None:
    uid = shop.add(b"a,b,c,d\n1,2,3,4\n", "strange.csv")
    shop.work()
    assert shop.job(uid).status == "mapping"
    job = explain(shop, uid, columns={"precinct": "a", "office": "nowhere"})
    assert job.status == "refused"
    assert {one.code for one in shop.refusals(uid)} == {"missing-column"}
