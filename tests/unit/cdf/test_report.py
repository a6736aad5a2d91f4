"""An election report is valid by the schemas of NIST, tells every figure of the documents, and nothing that is not known."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
import xmlschema

from data.cdf.report import FORMS, Asked, chunks
from data.cdf.words import clean, name_id, typed, words
from data.cdf.writing import FULL, JsonWriter, XmlWriter
from data.errors import NoSuchPart, NotPublished
from data.imports.nist_read import Name, read_json, read_xml
from data.published import PublishedStore
from data.records import ResultsDocument
from tests.store_factory import StoreFactory

E = "fx-2026"
SCHEMA = "NIST_V2_election_results_reporting"
HOSTILE = "<b>&amp;\"'\x00\x1b\ufffe ]]> \r\n \U0001f5f3 <!--"
SWAHILI = {
    "election": {"": "Uchaguzi mkuu"},
    "contest": {"president": "Rais"},
    "party": {"SUN": "Vuguvugu la Jua"},
    "area": {"001": "Jimbo la Nairovi"},
    "candidate": {"president/FX/asha": "Asha wa Wimbi"},
    "station": {"001000100001001": "Shule ya kwanza"},
}


@pytest.fixture(scope="module")
def factory(tmp_path_factory: pytest.TempPathFactory) -> StoreFactory:
    made = StoreFactory(tmp_path_factory.mktemp("cdf") / "store", names={"sw": SWAHILI})
    made.publish(30)
    return made


@pytest.fixture(scope="module")
def store(factory: StoreFactory) -> PublishedStore:
    return PublishedStore(factory.root, recheck_s=0)


@pytest.fixture(scope="module")
def nist(shared_data: Path) -> Path:
    found = shared_data / "nist"
    if not (found / f"{SCHEMA}.xsd").exists():
        pytest.skip(f"the schemas of NIST SP 1500-100 are not at {found}")
    return found


def written(store: PublishedStore, form: str, **asked: Any) -> bytes:
    return b"".join(chunks(store, Asked(E, 1, **asked), form))


@pytest.fixture(scope="module")
def report(store: PublishedStore) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(store, "json"))
    return found


def each_document(store: PublishedStore) -> Iterator[ResultsDocument]:
    for name in store.index(E, 1).documents:
        contest, area = name.split("/", 1)
        if contest != "_forms":
            yield store.document(E, 1, contest, area)


LIMITS: tuple[dict[str, str], ...] = (
    {},
    {"contest": "governor"},
    {"level": "county"},
    {"contest": "president", "level": "country"},
)


@pytest.mark.parametrize("limit", LIMITS)
def test_json_is_valid_by_the_schema(store: PublishedStore, nist: Path, limit: dict[str, str]) -> None:
    schema = json.loads((nist / f"{SCHEMA}.schema.json").read_bytes())
    made = json.loads(written(store, "json", **limit))
    assert list(jsonschema.Draft4Validator(schema).iter_errors(made)) == []


@pytest.fixture(scope="module")
def xsd(nist: Path) -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(nist / f"{SCHEMA}.xsd"))


@pytest.mark.parametrize("limit", LIMITS)
def test_xml_is_valid_by_the_schema(
    store: PublishedStore, xsd: xmlschema.XMLSchema, limit: dict[str, str], tmp_path: Path
) -> None:
    place = tmp_path / "report.xml"
    place.write_bytes(written(store, "xml", **limit))
    assert [error.reason for error in xsd.iter_errors(str(place))] == []


def test_every_figure_of_the_documents_is_in_the_report_and_no_other(
    store: PublishedStore, report: dict[str, Any]
) -> None:
    codes = {unit["@id"]: unit["ExternalIdentifier"][0]["Value"] for unit in report["GpUnit"]}
    told: dict[tuple[str, str, str], int] = {}
    for election in report["Election"]:
        people = {one["@id"]: one["ExternalIdentifier"][0]["Value"] for one in election["Candidate"]}
        for contest in election["Contest"]:
            race = contest["ExternalIdentifier"][0]["Value"]
            for selection in contest["ContestSelection"]:
                who = people[selection["CandidateIds"][0]]
                for one in selection["VoteCounts"]:
                    told[race, codes[one["GpUnitId"]], who] = one["Count"]
    expected: dict[tuple[str, str, str], int] = {}
    for document in each_document(store):
        if document.stations.counted:
            for line in document.candidates:
                expected[document.contest, document.area.code, line.code] = line.votes
        for row in document.children:
            if row.level == "station" and row.stations.counted:
                expected.update(
                    {(document.contest, row.code, who): count for who, count in row.votes.items()}
                )
    assert told == expected
    assert len(told) > 100


def test_ballots_are_told_for_each_contest_where_they_are_known(
    store: PublishedStore, report: dict[str, Any]
) -> None:
    codes = {unit["@id"]: unit["ExternalIdentifier"][0]["Value"] for unit in report["GpUnit"]}
    for election in report["Election"]:
        contest = election["ExternalIdentifier"][1]["Value"]
        told = {
            codes[one["GpUnitId"]]: (one["BallotsCast"], one["BallotsRejected"])
            for one in election["BallotCounts"]
        }
        expected = {}
        for document in each_document(store):
            if document.contest == contest and document.stations.counted:
                expected[document.area.code] = (document.votes.cast, document.votes.rejected)
                for row in document.children:
                    if row.level == "station" and row.stations.counted:
                        expected[row.code] = (row.cast, row.rejected)
        assert told == expected


def test_what_is_not_counted_has_no_figure_and_says_why(
    store: PublishedStore, factory: StoreFactory, report: dict[str, Any]
) -> None:
    units = {unit["ExternalIdentifier"][0]["Value"]: unit for unit in report["GpUnit"]}
    counted = {
        one["GpUnitId"]
        for election in report["Election"]
        for contest in election["Contest"]
        for selection in contest["ContestSelection"]
        for one in selection["VoteCounts"]
    }
    seen: defaultdict[str, int] = defaultdict(int)
    for station in factory.country.stations:
        unit = units[station.code]
        state = station.state if factory.country.reported(station) else "not reported"
        seen[state] += 1
        said = [(one["Status"], one.get("OtherType")) for one in unit["CountStatus"]]
        assert (unit["@id"] in counted) is (state == "verified")
        assert (
            said
            == {
                "verified": [("completed", None)],
                "not reported": [("not-processed", None)],
                "disputed": [("in-process", None), ("in-process", "*:disputed")],
                "preliminary": [("in-process", None), ("in-process", "*:preliminary")],
            }[state]
        )
    assert min(seen.values()) > 0
    assert len(seen) == 4
    assert "held out of every count" in report["Notes"]


def test_the_head_tells_version_manifest_state_and_that_it_is_a_rehearsal(
    store: PublishedStore, report: dict[str, Any]
) -> None:
    said = {one["OtherType"]: one["Value"] for one in report["ExternalIdentifier"]}
    assert said == {
        "matokeo-election": E,
        "matokeo-version": "1",
        "matokeo-manifest-sha256": store.pointer(E).manifest_sha256,
    }
    assert (report["IsTest"], report["TestType"]) == (True, "rehearsal")
    assert report["Notes"].startswith("REHEARSAL")
    assert (report["Status"], report["Format"]) == ("unofficial-partial", "precinct-level")
    assert store.manifest(E, 1).public_key in report["Issuer"]


def test_places_keep_their_tree_types_and_registers(report: dict[str, Any], factory: StoreFactory) -> None:
    units = {unit["@id"]: unit for unit in report["GpUnit"]}
    kinds = {(unit["Type"], unit.get("OtherType")) for unit in units.values()}
    assert kinds == {
        ("country", None),
        ("county", None),
        ("other", "constituency"),
        ("ward", None),
        ("polling-place", None),
    }
    below = [part for unit in units.values() for part in unit.get("ComposingGpUnitIds", ())]
    assert sorted(below) == sorted(units.keys() - {"ar.FX"})
    for station in factory.country.stations:
        assert units[name_id("st", station.code)]["VotersRegistered"] == station.registered


def test_names_are_told_in_every_language_that_the_version_has(report: dict[str, Any]) -> None:
    said = {
        one["Content"]
        for part in (report["Election"][0], report["GpUnit"], report["Party"], report["Person"])
        for one in _strings(part)
        if one["Language"] == "sw"
    }
    assert said == {
        "Uchaguzi mkuu: Rais",
        "Rais",
        "Vuguvugu la Jua",
        "Jimbo la Nairovi",
        "Asha wa Wimbi",
        "Shule ya kwanza",
    }


def _strings(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if "Language" in part:
            yield part
        for value in part.values():
            yield from _strings(value)
    elif isinstance(part, list):
        for value in part:
            yield from _strings(value)


@pytest.mark.parametrize("form", FORMS)
def test_a_version_always_makes_the_same_bytes_in_small_pieces(factory: StoreFactory, form: str) -> None:
    first, second = (list(chunks(PublishedStore(factory.root), Asked(E, 1), form)) for _ in range(2))
    assert first == second
    assert max(map(len, first)) < 2 * FULL
    assert b"" in first, "the reader is given a breath after each document"


def test_json_and_xml_are_read_as_the_same_records(store: PublishedStore, tmp_path: Path) -> None:
    for form in FORMS:
        (tmp_path / form).write_bytes(written(store, form))
    assert read_json(tmp_path / "json") == read_xml(tmp_path / "xml")


def test_what_does_not_exist_is_refused_before_the_first_byte(store: PublishedStore) -> None:
    with pytest.raises(NotPublished, match="no contest 'mayor'"):
        chunks(store, Asked(E, 1, contest="mayor"), "json")
    with pytest.raises(NotPublished, match="no version 9"):
        chunks(store, Asked(E, 9), "json")
    with pytest.raises(NoSuchPart, match="Use one of country, county, constituency, ward, station"):
        chunks(store, Asked(E, 1, level="../.."), "xml")


def test_hostile_names_stay_text_in_both_forms(tmp_path: Path, xsd: xmlschema.XMLSchema) -> None:
    made = StoreFactory(tmp_path / "hostile", shape=(1, 1, 1, 2))
    for area in made.country.areas:
        area.name = HOSTILE
    for station in made.country.stations:
        station.name = HOSTILE
    made.publish(2)
    store = PublishedStore(made.root)
    for form in FORMS:
        (tmp_path / form).write_bytes(written(store, form))
    said = read_xml(tmp_path / "xml")
    assert said == read_json(tmp_path / "json")
    assert {unit.name.text[0].content for unit in said.gp_unit if unit.name} == {clean(HOSTILE)}
    assert clean(HOSTILE) == HOSTILE.translate(dict.fromkeys((0, 27, 0xFFFE), "\ufffd"))
    assert [error.reason for error in xsd.iter_errors(str(tmp_path / "xml"))] == []


@pytest.mark.parametrize("pair", [("a.b", "a_b"), ("a_2e_b", "a.b"), ("é", "e9"), ("_", "__"), ("A", "a")])
def test_ids_of_different_codes_differ_and_are_names_of_xml(pair: tuple[str, str]) -> None:
    one, other = (name_id("ar", code) for code in pair)
    assert one != other
    assert name_id("ar", pair[0], "x") != name_id("ar", f"{pair[0]}.x")
    assert all(c.isascii() and (c.isalnum() or c in "._-") for c in one + other)


def test_a_bare_carriage_return_survives_both_forms() -> None:
    tree = {"Name": words("a\rb\nc")}
    for writer in (JsonWriter(), XmlWriter()):
        writer.fields(tree)
        text = writer.take().decode()
        assert "\r" not in text
    assert msgspec.convert(typed("X", Text=[{"Content": "a"}]), Name).text[0].content == "a"
