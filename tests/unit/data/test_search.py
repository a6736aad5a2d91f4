"""Search in the register: spelling is forgiven, codes match, hostile text is only text."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import pytest

from data.errors import NotPublished
from data.published import PublishedStore
from data.records import CandidatePlace, Place, Places, StationPlace, Stations
from data.search import Found, Search, SearchIndex
from data.trigrams import Trigrams, normalise
from tests.store_factory import StoreFactory

E = "fx-2026"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> PublishedStore:
    root = tmp_path_factory.mktemp("store")
    factory = StoreFactory(root, shape=(5, 3, 3, 4))
    factory.publish()
    factory.publish()
    return PublishedStore(root)


@pytest.fixture(scope="module")
def search(store: PublishedStore) -> Search:
    return Search(store)


def _area_names(found: Found) -> list[str]:
    return [hit.name for hit in found.areas]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Nairovi", "Nairovi"),
        ("Nairobbi", "Nairovi"),
        ("nairvi", "Nairovi"),
        ("NAIROVI", "Nairovi"),
        ("nai", "Nairovi"),
        ("Mombesa", "Mombeza"),
        ("kisuluu", "Kisulu"),
        ("ngombeni", "Ng'ombeni"),
        ("ng\u2019ombeni", "Ng'ombeni"),
        ("Ngombni", "Ng'ombeni"),
        ("eldoria", "Éldoria"),
        ("E\u0301ldoria", "Éldoria"),
        ("  nairovi!! ", "Nairovi"),
    ],
)
def test_a_misspelt_area_is_found_first(search: Search, query: str, name: str) -> None:
    assert _area_names(search.find(E, 1, query))[0] == name


def test_a_result_names_the_areas_around_it_from_the_root_down(search: Search, store: PublishedStore) -> None:
    station = store.stations(E, 1).stations[0]
    hit = search.find(E, 1, station.code).stations[0]
    assert [area.level for area in hit.path] == ["country", "county", "constituency", "ward"]
    assert hit.path[-1].code == station.area


def test_codes_match_by_their_beginning_and_the_whole_code_comes_first(search: Search) -> None:
    found = search.find(E, 1, "001-0001")
    assert found.areas[0].code == "001-0001"
    assert found.areas[0].level == "constituency"
    assert all(hit.code.startswith("001-0001") for hit in found.areas)
    assert found.stations
    assert all(hit.code.startswith("0010001") for hit in found.stations)


def test_candidates_are_found_by_a_part_of_a_misspelt_name(search: Search) -> None:
    found = search.find(E, 1, "obahri")
    assert [hit.name for hit in found.candidates] == ["Neema O'Bahari"]
    assert found.candidates[0].contest == "president"


def test_each_kind_keeps_to_the_limit_and_is_ranked(search: Search) -> None:
    found = search.find(E, 1, "school", limit=3)
    assert len(found.stations) == 3
    assert len(search.find(E, 1, "school", limit=10**9).stations) == 50
    assert len(search.find(E, 1, "school", limit=-5).stations) == 1
    scores = [hit.score for hit in search.find(E, 1, "kisulu", limit=50).stations]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "\x00",
        "\x00\x01\x02",
        "'",
        "'; DROP TABLE areas; --",
        ".*",
        "(((((",
        "[a-",
        "\\",
        "%",
        "_",
        "a" * 1_000_000,
        "na " * 50_000,
        "\u202e\u200b\ufeff",
        "\U0001f5f3\ufe0f",
        "\ud800",
        "ﷺ" * 500,
        "é" * 10_000,
        "n\u0300" * 10_000,
        "نيروبي",
        "<script>alert(1)</script>",
        "../../etc/passwd",
        "١٢٣",
    ],
)
def test_hostile_text_is_searched_for_quickly_and_breaks_nothing(search: Search, query: str) -> None:
    search.find(E, 1, "warm")
    before = time.perf_counter()
    found = search.find(E, 1, query)
    assert time.perf_counter() - before < 0.5
    assert len(found.query) <= 100


def test_text_without_a_letter_or_digit_finds_nothing(search: Search) -> None:
    for query in ("", " ", "%", "\x00", "''", "-_-"):
        found = search.find(E, 1, query)
        assert (found.areas, found.candidates, found.stations) == ((), (), ())


def test_an_unknown_version_is_named_as_such(search: Search) -> None:
    with pytest.raises(NotPublished):
        search.find(E, 99, "nairovi")


def test_one_index_serves_all_versions_of_one_register(search: Search) -> None:
    assert search.index(E, 1) is search.index(E, 2)


def test_an_area_that_is_its_own_parent_does_not_hang_the_breadcrumb() -> None:
    loop = (
        Place(code="a", name="Alpha", level="county", parent="b", stations=0),
        Place(code="b", name="Beta", level="county", parent="a", stations=0),
    )
    index = SearchIndex(Places(election=E, areas=loop, candidates=()), Stations(election=E, stations=()))
    assert len(index.areas("alpha", 5)[0].path) == 2


def test_an_empty_register_finds_nothing() -> None:
    index = SearchIndex(Places(election=E, areas=(), candidates=()), Stations(election=E, stations=()))
    assert (index.areas("x", 5), index.candidates("x", 5), index.stations("x", 5)) == ((), (), ())


def test_a_country_of_46_000_stations_is_searched_within_30_ms(tmp_path: Path) -> None:
    index = _large_index()
    queries = [f"{name[:2]}x{name[3:9]}" for name in index._station_shelf.names[::300]] + [
        "school",
        "s",
        "001",
    ]
    took = []
    for query in queries:
        # Time of this thread: what else the machine does at the moment is not the search's.
        before = time.thread_time()
        index.areas(query, 8), index.candidates(query, 8), index.stations(query, 8)
        took.append(time.thread_time() - before)
    assert statistics.quantiles(took, n=20)[-1] < 0.030
    assert index._station_shelf.trigrams.nbytes < 12_000_000


def _large_index() -> SearchIndex:
    parts = ["ba", "ke", "li", "mo", "nu", "ra", "si", "to", "va", "we", "zi", "do", "fa", "gu", "ha", "jo"]
    names = [f"{a}{b}{c}" for a in parts for b in parts for c in parts]
    areas = tuple(
        Place(code=f"{n:04d}", name=names[n], level="ward", parent=None, stations=26) for n in range(1798)
    )
    stations = tuple(
        StationPlace(
            code=f"{n:015d}", name=f"{names[n % len(names)]} Primary School {n % 7}", area=f"{n % 1798:04d}"
        )
        for n in range(46_229)
    )
    people = tuple(
        CandidatePlace(code=f"c{n}", name=f"{names[n]} {names[-n]}", contest="mca", area=f"{n % 1798:04d}")
        for n in range(3000)
    )
    return SearchIndex(
        Places(election=E, areas=areas, candidates=people), Stations(election=E, stations=stations)
    )


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Ng'ombe", "ngombe"),
        ("  A--B__c ", "a b c"),
        ("Ünïcödé", "unicode"),
        ("ﬁeld", "field"),
        ("", ""),
        ("\x00", ""),
        ("Straße", "strasse"),
    ],
)
def test_names_are_compared_without_case_accents_and_signs(text: str, plain: str) -> None:
    assert normalise(text) == plain


def test_trigrams_return_the_nearest_name_first_and_nothing_for_a_stranger() -> None:
    near = Trigrams(["kisulu", "kisulu north", "mombeza", "nairovi"])
    assert list(near.near("kisulu", most=5)) == [0, 1]
    assert list(near.near("xyzxyz", most=5)) == []
    assert list(near.near("", most=5)) == []
    assert list(near.near("ki", most=1)) == [0]
