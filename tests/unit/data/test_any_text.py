"""Whatever text comes in: a search answers, a path stays in the store, an Accept-Encoding is read."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.errors import NotPublished
from data.export import safe_cell
from data.lookup import Lookup
from data.published import PublishedStore, acceptable
from data.records import Place, Places, StationPlace, Stations
from data.search import Search
from tests.store_factory import StoreFactory

E = "fx-2026"
ANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> PublishedStore:
    factory = StoreFactory(tmp_path_factory.mktemp("store"))
    factory.publish()
    return PublishedStore(factory.root)


@ANY
@given(query=st.text(max_size=300), limit=st.integers())
def test_a_search_answers_within_its_limit(store: PublishedStore, query: str, limit: int) -> None:
    found = Search(store).find(E, 1, query, limit=limit)
    assert max(len(found.areas), len(found.candidates), len(found.stations)) <= 50
    assert all(0 < hit.score <= 120 for hit in (*found.areas, *found.candidates, *found.stations))


_PARTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["..", ".", "/", "%2e", "v1", "president", "FX.json", "index.json", "\x00", "latest.json", "~"]
    ),
)


@ANY
@given(election=st.one_of(st.just(E), _PARTS), version=st.integers(), parts=st.lists(_PARTS, max_size=5))
def test_a_path_is_inside_the_store_or_not_published(
    store: PublishedStore, election: str, version: int, parts: list[str]
) -> None:
    try:
        path = store.path(election, version, "/".join(parts))
    except NotPublished:
        return
    assert path.resolve().is_relative_to(store.root)
    assert path.suffix == ".json"
    assert path.is_file()


@ANY
@given(header=st.text(max_size=200))
def test_an_accept_encoding_names_only_what_there_is(header: str) -> None:
    assert set(acceptable(header)) <= {"br", "gzip"}


@ANY
@given(cell=st.text(max_size=20))
def test_a_cell_of_a_csv_never_begins_like_a_formula(cell: str) -> None:
    safe = str(safe_cell(cell))
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert safe.removeprefix("'") == cell.removeprefix("'") or safe == "'" + cell


def test_a_lookup_walks_up_and_down_the_tree(store: PublishedStore) -> None:
    lookup = Lookup(store.places(E, 1), store.stations(E, 1))
    ward = lookup.area(lookup.station("001000100001001").area)
    assert [ref.level for ref in lookup.path(ward.code)] == ["country", "county", "constituency", "ward"]
    assert ward in lookup.children(ward.parent or "")
    assert len(lookup.stations_of(ward.code)) == ward.stations
    for missing in (lambda: lookup.area("none"), lambda: lookup.station("none")):
        with pytest.raises(NotPublished):
            missing()
    assert lookup.path("none") == lookup.children("none") == lookup.stations_of("none") == ()


def test_a_register_with_a_circle_ends() -> None:
    circle = (
        Place(code="a", name="A", level="county", parent="b", stations=0),
        Place(code="b", name="B", level="county", parent="a", stations=0),
    )
    station = StationPlace(code="s", name="S", area="a")
    lookup = Lookup(
        Places(election=E, areas=circle, candidates=()), Stations(election=E, stations=(station,))
    )
    assert [ref.code for ref in lookup.path("a")] == ["b", "a"]
