"""The real bundles beside the checkout: everything in them is stored, and the known totals hold."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from data.engine import make_engine
from data.errors import ImportRefused
from data.ingest.run import import_bundle, import_file
from data.ingest.summary import Summary
from tests.integration.ingest.stored import content, counts, rows
from tests.services import TEMPLATE, TestServices

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def loaded(
    services: TestServices, worker_name: str, shared_data: Path
) -> Iterator[tuple[Engine, dict[str, Summary]]]:
    """A database with both elections, the later one imported first."""
    services.start_postgres()
    name = f"real_{worker_name}"
    services.postgres.create_database(name, template=TEMPLATE)
    engine = make_engine(services.place.database_url(name))
    summaries = {code: import_bundle(engine, shared_data / code) for code in ("ke-2022", "ke-2017")}
    yield engine, summaries
    engine.dispose()
    services.postgres.drop_database(name)


def one(engine: Engine, query: str, **given: Any) -> tuple[Any, ...]:
    (row,) = rows(engine, query, **given)
    return row


def votes(engine: Engine, election: str, source: str) -> dict[str, int]:
    found = rows(
        engine,
        "SELECT k.code, sum(v.votes)::integer FROM elections e JOIN contests c USING (election_id)"
        " JOIN races USING (contest_id) JOIN result_forms f USING (race_id) JOIN form_votes v USING (form_id)"
        " JOIN candidates k USING (candidate_id) WHERE e.code = :election AND c.code = 'president'"
        " AND f.source = :source AND f.is_current GROUP BY 1",
        election=election,
        source=source,
    )
    return dict(found)


def refused_votes(shared_data: Path) -> dict[str, int]:
    totals: dict[str, int] = {}
    path = shared_data / "ke-2022" / "refused" / "president-34a-unknown-stations.csv"
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        _, _, candidate, count, *_ = line.split(",")
        totals[candidate] = totals.get(candidate, 0) + int(count)
    return totals


def test_everything_is_stored(loaded: tuple[Engine, dict[str, Summary]]) -> None:
    engine, summaries = loaded
    added = {file.file: file.added for file in summaries["ke-2022"].files}
    assert added["areas.csv"] == 1_798
    assert added["stations.csv"] == 46_096
    assert added["results/president-34a.csv"] == 29_923
    assert [added[f"boundaries/{level}.geojson"] for level in ("county", "constituency", "ward")] == [
        47,
        290,
        1_440,
    ]
    assert one(engine, "SELECT count(*), count(point) FROM polling_stations") == (46_096, 20_421)
    assert one(engine, "SELECT count(*) FROM areas") == (1_798,)
    assert one(engine, "SELECT count(*) FROM register_areas") == (2 * 1_798,)
    assert {file.file: file.added for file in summaries["ke-2017"].files}[
        "results/president-by-ward.csv"
    ] == 1_456


def test_the_known_totals_hold(loaded: tuple[Engine, dict[str, Summary]], shared_data: Path) -> None:
    engine, _ = loaded
    forms, refused = votes(engine, "ke-2022", "34a"), refused_votes(shared_data)
    assert {code: forms[code] + refused[code] for code in forms} == {
        "ruto-william": 5_260_646,
        "odinga-raila": 3_411_601,
        "wajackoyah-george": 49_672,
        "waihiga-david": 30_308,
    }
    declared = votes(engine, "ke-2022", "34c")
    assert (declared["ruto-william"], declared["odinga-raila"]) == (7_176_141, 6_942_930)
    earlier = votes(engine, "ke-2017", "portal")
    assert (earlier["uhuru-kenyatta"], earlier["raila-odinga"]) == (8_213_308, 6_811_971)
    assert one(
        engine,
        "SELECT sum(registered_voters)::integer, sum(stations_reported)::integer, sum(stations_total)::integer"
        " FROM result_forms WHERE source = 'portal'",
    ) == (19_611_423, 40_817, 40_883)


def test_declared_totals_stand_beside_the_forms(loaded: tuple[Engine, dict[str, Summary]]) -> None:
    engine, _ = loaded
    assert rows(
        engine,
        "SELECT c.code, f.source, f.is_counting, count(*) FROM result_forms f JOIN races USING (race_id)"
        " JOIN contests c USING (contest_id) JOIN elections e USING (election_id) WHERE e.code = 'ke-2022'"
        " GROUP BY 1, 2, 3 ORDER BY 1, 2",
    ) == [
        ("governor", "declared", True, 36),
        ("president", "34a", True, 29_923),
        ("president", "34c", False, 48),
        ("senator", "declared", True, 5),
    ]


def test_the_earlier_election_is_linked_though_it_came_later(
    loaded: tuple[Engine, dict[str, Summary]],
) -> None:
    engine, _ = loaded
    links = rows(engine, "SELECT candidate_code, baseline_candidate_code FROM baseline_links")
    assert links == [("odinga-raila", "raila-odinga")]
    assert one(engine, "SELECT count(*) FROM baseline_areas") == (0,), "both have the same areas"


def test_the_forms_of_unknown_stations_are_refused_by_name(
    loaded: tuple[Engine, dict[str, Summary]], shared_data: Path
) -> None:
    engine, _ = loaded
    before = counts(engine)
    path = shared_data / "ke-2022" / "refused" / "president-34a-unknown-stations.csv"
    with pytest.raises(ImportRefused) as caught:
        import_file(engine, "results", path, "ke-2022")
    assert len(caught.value.refusals) == 77
    assert all("no such station in the register" in line for line in caught.value.refusals)
    assert counts(engine) == before


def test_importing_again_changes_nothing(
    loaded: tuple[Engine, dict[str, Summary]], shared_data: Path
) -> None:
    engine, _ = loaded
    before = content(engine)
    summary = import_bundle(engine, shared_data / "ke-2022")
    assert summary.touched == 0
    assert content(engine) == before


def test_maps_are_valid_coverages_that_nest_by_code_and_are_small(
    loaded: tuple[Engine, dict[str, Summary]],
) -> None:
    engine, _ = loaded
    assert one(
        engine,
        "SELECT bool_and(ST_IsValid(boundary)), bool_and(ST_NPoints(boundary) >= 4), count(*) FROM areas"
        " WHERE boundary IS NOT NULL",
    ) == (True, True, 1_777)
    overlaps = one(
        engine,
        "SELECT count(*) FROM areas a JOIN area_neighbours USING (area_id) JOIN areas n ON n.area_id = neighbour_id"
        " WHERE a.area_id < n.area_id AND ST_Relate(a.boundary, n.boundary, '2********')",
    )
    assert overlaps == (0,)
    documents = rows(engine, "SELECT code, level, body FROM geometry_documents JOIN areas USING (area_id)")
    assert len(documents) == 1 + 47 + 290
    sizes = {code: len(gzip.compress(bytes(body), 9)) for code, _, body in documents}
    assert sizes["KE"] <= 20_000
    assert max(sizes.values()) <= 20_000
    country = json.loads(next(bytes(body) for code, _, body in documents if code == "KE"))
    assert len(country["objects"]["areas"]["geometries"]) == 47


def test_a_form_is_found_in_milliseconds_after_the_import(loaded: tuple[Engine, dict[str, Summary]]) -> None:
    engine, _ = loaded
    query = text(
        "SELECT f.form_id FROM result_forms f JOIN polling_stations s USING (station_id) WHERE s.code = :code"
    )
    with engine.connect() as connection:
        started = time.monotonic()
        found = connection.execute(query, {"code": "023127063410901"}).all()
        assert len(found) == 1
        assert time.monotonic() - started < 0.5
