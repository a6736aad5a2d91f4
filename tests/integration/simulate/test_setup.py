"""A simulated election in a real store: borders nest, nothing is lost, and all of it is a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from data.errors import MatokeoError
from data.simulate.ballot import CONTESTS
from data.simulate.plan import make_plan
from data.simulate.presets import SMALL
from data.simulate.setup import Setup, setup_election
from data.simulate.stored import plan_of, recipe_of
from tests.integration.simulate.conftest import Ask
from tests.services import TEMPLATE, TestServices
from tests.simulated import TINY

NOW = datetime(2026, 1, 31, 21, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def small(services: TestServices, worker_name: str) -> Iterator[Engine]:
    """A database with the country of preset small; only read by the tests of this module."""
    from data.engine import make_engine

    services.start_postgres()
    name = f"simulate_small_{worker_name}"
    services.postgres.create_database(name, template=TEMPLATE)
    engine = make_engine(services.place.database_url(name))
    setup_election(engine, Setup(seed=3, preset=SMALL, election="night", in_already=0.1), now=NOW)
    yield engine
    engine.dispose()
    services.postgres.drop_database(name)


@pytest.fixture
def see(small: Engine) -> Ask:
    def run(query: str, **given: object) -> object:
        with small.connect() as connection:
            rows = [tuple(row) for row in connection.execute(text(query), given)]
        return rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows

    return run


def test_store_holds_the_areas_stations_races_and_candidates_of_the_plan(see: Ask) -> None:
    plan = make_plan(3, SMALL)
    assert see("SELECT level, count(*) FROM areas GROUP BY 1 ORDER BY 1") == [
        (0, 1),
        (1, 8),
        (2, 24),
        (3, 72),
    ]
    assert see("SELECT level_names FROM geographies") == ["country", "county", "constituency", "ward"]
    assert see("SELECT count(*), sum(registered_voters) FROM polling_stations") == [
        (600, int(plan.country.stations.registered.sum()))
    ]
    assert see(
        "SELECT c.code, count(*) FROM contests c JOIN races USING (contest_id) JOIN elections e USING (election_id)"
        " WHERE e.code = 'night' GROUP BY 1, c.ballot_order ORDER BY c.ballot_order"
    ) == [(contest.code, (1, 8, 24, 72)[contest.level]) for contest in CONTESTS]
    stored = see("SELECT count(*) FROM candidates JOIN races USING (race_id) JOIN contests USING (contest_id)"
                 " JOIN elections e USING (election_id) WHERE e.code = 'night'")  # fmt: skip
    assert stored == sum(len(names) for ballot in plan.ballots for names in ballot.names)


def test_every_border_is_valid_and_every_area_one_piece(see: Ask) -> None:
    assert see("SELECT count(*) FROM areas WHERE NOT ST_IsValid(boundary) OR boundary IS NULL") == 0
    assert see("SELECT count(*) FROM areas WHERE ST_NumGeometries(boundary) > 1") == 0


def test_areas_of_a_level_never_overlap(see: Ask) -> None:
    assert (
        see(
            "SELECT count(*) FROM areas a JOIN areas b ON a.level = b.level AND a.area_id < b.area_id"
            " AND a.boundary && b.boundary AND ST_Overlaps(a.boundary, b.boundary)"
        )
        == 0
    )


def test_children_fill_their_parent_exactly(see: Ask) -> None:
    parents = see(
        "SELECT p.code, ST_Area(p.boundary), sum(ST_Area(c.boundary)),"
        " ST_Area(ST_SymDifference(p.boundary, ST_Union(c.boundary)))"
        " FROM areas p JOIN areas c ON c.parent_id = p.area_id GROUP BY p.area_id"
    )
    assert len(parents) == 1 + 8 + 24
    for code, whole, parts, difference in parents:
        assert parts == pytest.approx(whole, rel=1e-9), code
        assert difference < whole * 1e-9, code


def test_borders_share_every_vertex_with_their_neighbours(small: Engine) -> None:
    import shapely

    with small.connect() as connection:
        for level in (1, 2, 3):
            rows = connection.execute(
                text("SELECT ST_AsBinary(boundary) AS w FROM areas WHERE level = :level"), {"level": level}
            )
            assert shapely.coverage_is_valid(shapely.from_wkb([bytes(row.w) for row in rows]))


def test_borders_wander_instead_of_running_straight(see: Ask) -> None:
    """Convex cells would fill nearly all of their hull: real wards do not."""
    filled = see(
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ST_Area(boundary) / ST_Area(ST_ConvexHull(boundary)))"
        " FROM areas WHERE level = 3"
    )
    assert 0.6 < filled < 0.9


def test_every_station_stands_inside_its_ward_far_from_any_land(see: Ask) -> None:
    assert (
        see(
            "SELECT count(*) FROM polling_stations s JOIN areas a USING (area_id)"
            " WHERE NOT ST_Covers(a.boundary, s.point::geometry)"
        )
        == 0
    )
    assert see("SELECT count(*) FROM areas WHERE NOT boundary && ST_MakeEnvelope(74, -20, 86, -8, 4326)") == 0


def test_geometry_documents_labels_and_neighbours_are_made_as_for_imported_countries(see: Ask) -> None:
    assert see("SELECT count(*) FROM geometry_documents") == 1 + 8 + 24
    assert see("SELECT count(*) FROM areas WHERE NOT ST_Contains(boundary, label_point)") == 0
    assert (
        see(
            "SELECT count(*) FROM areas a WHERE level > 0 AND NOT EXISTS"
            " (SELECT 1 FROM area_neighbours n WHERE n.area_id = a.area_id)"
        )
        == 0
    )


def test_everything_simulated_is_a_test(see: Ask) -> None:
    assert see("SELECT code, is_test, status::text FROM elections ORDER BY code") == [
        ("night", True, "active"),
        ("night-earlier", True, "completed"),
    ]


def test_what_is_in_at_the_start_was_received_before_now_and_holds_together(see: Ask) -> None:
    forms, last, early = see(
        "SELECT count(*), max(received_at_utc), min(received_at_utc) FROM result_forms"
        " WHERE station_id IS NOT NULL AND is_current"
    )[0]
    assert 360 <= forms <= 362
    assert last <= NOW
    assert (last - early).total_seconds() > 600
    assert (
        see(
            "SELECT count(*) FROM result_forms f WHERE votes_cast <> valid_votes + rejected_votes OR"
            " (state = 'verified' AND valid_votes <> (SELECT sum(votes) FROM form_votes v WHERE v.form_id = f.form_id))"
        )
        == 0
    )
    assert see("SELECT count(*) FROM result_forms WHERE verified_by = entered_by") == 0


def test_earlier_election_has_one_verified_form_a_ward_and_links_parties(see: Ask) -> None:
    assert see(
        "SELECT count(*), count(DISTINCT leaf_area_id), bool_and(state = 'verified'),"
        " bool_and(stations_reported <= stations_total)"
        " FROM result_forms WHERE source = 'portal'"
    ) == [(72, 72, True, True)]
    assert (
        see(
            "SELECT count(*) FROM result_forms f WHERE source = 'portal' AND valid_votes <>"
            " (SELECT sum(votes) FROM form_votes v WHERE v.form_id = f.form_id)"
        )
        == 0
    )
    assert see("SELECT count(*), count(DISTINCT baseline_candidate_code) FROM baseline_links") == [(6, 6)]
    assert (
        see(
            "SELECT count(*) FROM baseline_links l"
            " JOIN races r ON r.contest_id = l.contest_id"
            " JOIN candidates k ON k.race_id = r.race_id AND k.code = l.candidate_code"
            " JOIN parties p ON p.party_id = k.party_id"
            " JOIN races br ON br.contest_id = l.baseline_contest_id"
            " JOIN candidates bk ON bk.race_id = br.race_id AND bk.code = l.baseline_candidate_code"
            " JOIN parties bp ON bp.party_id = bk.party_id WHERE p.code <> bp.code"
        )
        == 0
    )


def test_nobody_can_log_in_as_a_fictional_person(see: Ask) -> None:
    assert see("SELECT count(*), bool_or(is_active) FROM users WHERE username LIKE 'simulation-%'") == [
        (2, False)
    ]


def test_same_seed_gives_the_same_checksum_and_another_seed_another(
    fresh_database: Engine, sum_of: Callable[[str], str]
) -> None:
    for code, seed in (("one", 4), ("two", 4), ("three", 5)):
        setup_election(fresh_database, Setup(seed, TINY, code, in_already=0.5))
    assert sum_of("one") == sum_of("two")
    assert sum_of("one") != sum_of("three")


def test_code_that_is_taken_is_refused_and_leaves_the_store_as_it_was(
    fresh_database: Engine, ask: Ask
) -> None:
    setup_election(fresh_database, Setup(1, TINY, "night"))
    before = ask("SELECT (SELECT count(*) FROM areas), (SELECT count(*) FROM result_forms)")
    with pytest.raises(MatokeoError, match="exists"):
        setup_election(fresh_database, Setup(2, TINY, "night"))
    assert ask("SELECT (SELECT count(*) FROM areas), (SELECT count(*) FROM result_forms)") == before


def test_setup_that_fails_halfway_leaves_nothing(fresh_database: Engine, ask: Ask) -> None:
    with fresh_database.begin() as connection:
        connection.execute(
            text("ALTER TABLE baseline_links ADD CONSTRAINT never CHECK (candidate_code = '')")
        )
    with pytest.raises(IntegrityError):
        setup_election(fresh_database, Setup(1, TINY, "night"))
    assert ask("SELECT (SELECT count(*) FROM geographies) + (SELECT count(*) FROM elections)") == 0


def test_whole_count_at_once_is_completed(fresh_database: Engine, ask: Ask) -> None:
    setup_election(fresh_database, Setup(1, TINY, "night", in_already=1.0, baseline=False))
    assert ask("SELECT status::text FROM elections") == "completed"
    assert ask(
        "SELECT count(*), count(*) FILTER (WHERE state = 'verified') FROM result_forms WHERE is_current"
    ) == [(360, 360)]


def test_stored_election_tells_how_to_make_its_plan_again(fresh_database: Engine) -> None:
    setup_election(fresh_database, Setup(8, TINY, "night", in_already=0.0))
    with fresh_database.connect() as connection:
        _, status, recipe = recipe_of(connection, "night")
    assert status == "active"
    assert plan_of(recipe, "night").digest() == make_plan(8, TINY).digest()


def test_election_whose_seed_gives_other_figures_here_is_refused(fresh_database: Engine) -> None:
    setup_election(fresh_database, Setup(8, TINY, "night", in_already=0.0))
    with fresh_database.begin() as connection:
        connection.execute(
            text(
                "UPDATE elections SET settings = jsonb_set(settings, '{simulation,digest}', '\"other\"') WHERE code = 'night'"
            )
        )
        _, _, recipe = recipe_of(connection, "night")
    with pytest.raises(MatokeoError, match="other figures"):
        plan_of(recipe, "night")
