"""A version written as an election report and read in again by the office gives the same tallies, contest by contest."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from data.cdf.report import FORMS, Asked, chunks
from data.files.store import DirectoryStore
from data.imports.nist_read import read_json, read_xml
from data.ingest.run import import_bundle
from data.publish.loop import PublishLoop
from data.published import PublishedStore
from data.records import ChildTotal, ResultsDocument
from data.tally.worker import drain
from tests.election_factory import Mini, add_form, make_election
from tests.integration.imports.workshop import Shop
from tests.office import add_user

COUNTY = "005"


class Trip:
    """Two elections of one register in one database: the first has forms, the second gets them from a report."""

    def __init__(self, url: str, engine: Any, folder: Path) -> None:
        self.engine = engine
        self.url = url
        self.folder = folder
        (folder / "incoming").mkdir()
        self.admin = add_user(engine, "root", "admin")
        self.loop = PublishLoop(engine, folder / "store", folder / "key", interval_s=0)

    @property
    def store(self) -> PublishedStore:
        """What is published."""
        return PublishedStore(self.folder / "store", recheck_s=0)

    def publish(self) -> None:
        """Tally and publish what is there."""
        with self.engine.connect() as connection:
            drain(connection)
        self.loop.round()

    def report(self, election: str, form: str, contest: str | None = None) -> bytes:
        """Return the report of the public version."""
        store = self.store
        asked = Asked(election, store.pointer(election).version, contest)
        return b"".join(chunks(store, asked, form))

    def load(self, election: str, body: bytes, name: str) -> Any:
        """Load a report through the office."""
        with self.engine.begin() as connection:
            found = connection.execute(
                text("SELECT election_id FROM elections WHERE code = :c"), {"c": election}
            ).scalar_one()
        files = DirectoryStore(self.folder / "files")
        shop = Shop(
            self.url, self.engine, Mini(found, election), files, self.folder / "incoming", self.admin, 0
        )
        job = shop.loaded(body, name)
        self.publish()
        return job

    def documents(self, election: str) -> Iterator[ResultsDocument]:
        """Yield every document of the public version."""
        store = self.store
        version = store.pointer(election).version
        for name in sorted(store.index(election, version).documents):
            contest, area = name.split("/", 1)
            if not contest.startswith("_"):
                yield store.document(election, version, contest, area)

    def figures(self, election: str) -> dict[str, Any]:
        """Return everything that counts: sums of each area, and of each counted station."""
        found: dict[str, Any] = {}
        for one in self.documents(election):
            votes = {line.code: line.votes for line in one.candidates}
            by_area = (one.stations.areas_total, one.stations.areas_reported, one.stations.total)
            key = f"{one.contest}/{one.area.code}"
            found[key] = (one.votes, votes, one.stations.counted, by_area if one.by_area else None)
            for row in one.children:
                if row.level == "station" and row.stations.counted:
                    found[f"{key}/{row.code}"] = _row(row)
        return found


def _row(row: ChildTotal) -> Any:
    return (row.registered, row.cast, row.valid, row.rejected, row.votes, row.state)


FORMS_SAID: tuple[tuple[str, str, dict[str, int], dict[str, Any]], ...] = (
    ("W-1-1-1-1", "president", {"asha": 100, "juma": 90, "neema": 5}, {}),
    ("W-1-1-1-2", "president", {"asha": 0, "juma": 0, "neema": 7}, {"rejected_votes": 0, "votes_cast": 7}),
    ("W-1-1-1-3", "president", {"asha": 650, "juma": 90, "neema": 5}, {"state": "disputed", "hold_rule": "max"}),
    ("W-1-1-1-4", "president", {"asha": 1, "juma": 2, "neema": 3}, {"state": "preliminary"}),
    ("W-1-1-2-1", "president", {"asha": 10, "juma": 20, "neema": 30}, {"rejected_votes": None, "votes_cast": None}),
    ("W-1-1-2-2", "president", {"asha": 11, "juma": 21, "neema": 31}, {"registered_voters": None}),
    ("W-1-1-2-3", "president", {"asha": 12, "juma": 22, "neema": 32}, {"registered_voters": 471, "state": "confirmed"}),
    ("W-1-1-1-1", "governor", {"pendo": 55, "baraka": 44}, {"registered_voters": 498, "rejected_votes": 9, "votes_cast": 108}),
    ("W-1-1-2-2", "governor", {"pendo": 5, "baraka": 4}, {"state": "confirmed"}),
    ("W-2-1-1-1", "governor", {"pendo": 7, "baraka": 8}, {}),
)  # fmt: skip
HELD = ("president/W-1-1-1/W-1-1-1-3", "president/W-1-1-1/W-1-1-1-4")


@pytest.fixture
def trip(fresh_database_url: str, fresh_database: Any, tmp_path: Path) -> Trip:
    return Trip(fresh_database_url, fresh_database, tmp_path)


@pytest.mark.parametrize("form", FORMS)
def test_a_report_read_in_again_gives_the_same_tallies(trip: Trip, form: str) -> None:
    with trip.engine.begin() as connection:
        first = make_election(connection, code="first")
        make_election(connection, code="second")
        for station, contest, votes, more in FORMS_SAID:
            add_form(connection, first, station, contest, votes, **more)
    trip.publish()
    job = trip.load("second", trip.report("first", form), f"first.{form}")
    assert (job.format, job.status, job.added, job.refused) == (f"nist-{form}", "done", 8, 0)
    assert "says that it is a test" in job.files[0].notes[0]
    before, after = trip.figures("first"), trip.figures("second")
    assert before["president/W"][0].valid == 195 + 7 + 60 + 63 + 66
    assert after == before
    assert not set(HELD) & after.keys()


def test_json_and_xml_are_read_as_the_same_records(trip: Trip) -> None:
    with trip.engine.begin() as connection:
        first = make_election(connection, code="first")
        for station, contest, votes, more in FORMS_SAID:
            add_form(connection, first, station, contest, votes, **more)
    trip.publish()
    for form in FORMS:
        (trip.folder / form).write_bytes(trip.report("first", form))
    said = read_json(trip.folder / "json")
    assert said == read_xml(trip.folder / "xml")
    assert len(said.election) == 2


def _county(bundle: Path, target: Path) -> None:
    """Copy the register and the results of one county of a bundle."""
    shutil.copytree(bundle, target, ignore=shutil.ignore_patterns("boundaries", "refused", "baseline.toml"))
    ours = COUNTY
    for path in target.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            names = reader.fieldnames or []
            place = next((name for name in ("station_code", "area_code", "code") if name in names), None)
            rows = [row for row in reader if place is None or _inside(row[place], ours, place)]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(rows)


def _inside(code: str, county: str, place: str) -> bool:
    return code.startswith(county) or (place != "station_code" and code == "KE")


@pytest.mark.shared_data
def test_a_county_of_the_real_election_comes_back_as_it_was(trip: Trip, shared_data: Path) -> None:
    target = trip.folder / "bundle"
    _county(shared_data / "ke-2022", target)
    import_bundle(trip.engine, target)
    trip.publish()
    shutil.rmtree(target / "results")
    about = target / "election.toml"
    about.write_text(
        about.read_text("utf-8").replace('code = "ke-2022"\ntitle', 'code = "again"\ntitle'), "utf-8"
    )
    import_bundle(trip.engine, target)
    job = trip.load("again", trip.report("ke-2022", "xml"), "county.xml")
    assert (job.status, job.refused) == ("done", 0)
    before, after = trip.figures("ke-2022"), trip.figures("again")
    assert before["president/KE"][0].valid > 30_000
    assert before["president/KE"][0].registered_counted is None
    assert before[f"governor/{COUNTY}"][0].valid is not None
    assert after == before
    held = msgspec.to_builtins(trip.store.held("ke-2022", 1))["forms"]
    assert not {f"president/{one['area']['code']}/{one['station']['code']}" for one in held} & after.keys()
