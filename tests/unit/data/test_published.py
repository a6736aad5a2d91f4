"""The reader of published versions: what it finds, what it refuses, what it survives."""

from __future__ import annotations

import gzip
import shutil
import threading
from pathlib import Path

import brotli
import pytest

from data.errors import NotPublished, StoreDamaged
from data.published import PublishedStore, acceptable
from data.records import Hold
from tests.store_factory import StoreFactory

E = "fx-2026"


@pytest.fixture
def factory(tmp_path: Path) -> StoreFactory:
    made = StoreFactory(tmp_path / "store")
    made.publish(5)
    made.publish(1)
    return made


@pytest.fixture
def store(factory: StoreFactory) -> PublishedStore:
    return PublishedStore(factory.root, recheck_s=0)


def test_a_version_reads_documents_from_the_earlier_folder_that_holds_them(
    factory: StoreFactory, store: PublishedStore
) -> None:
    index = store.index(E, 2)
    old = [name for name, held in index.documents.items() if held == 1]
    assert old, "the second version must be sparse for this test to mean anything"
    contest, area = old[0].split("/")
    assert not (factory.root / E / "v2" / f"{old[0]}.json").exists()
    assert store.document(E, 2, contest, area) == store.document(E, 1, contest, area)
    assert store.file(E, 2, f"{old[0]}.json") == (factory.root / E / "v1" / f"{old[0]}.json").read_bytes()


def test_every_earlier_version_stays_readable_and_keeps_its_figures(
    factory: StoreFactory, store: PublishedStore
) -> None:
    factory.publish(20)
    counted = [store.document(E, v, "president", "FX").stations.counted or 0 for v in (1, 2, 3)]
    assert counted == sorted(counted)
    assert counted[0] < counted[2]


def test_parts_make_the_whole_in_the_fixture_store(store: PublishedStore) -> None:
    country = store.document(E, 2, "president", "FX")
    assert country.votes.valid == sum(c.votes for c in country.candidates)
    assert country.votes.cast == sum(child.cast or 0 for child in country.children)


def test_registers_held_forms_changes_and_geometry_are_read(store: PublishedStore) -> None:
    assert len(store.stations(E, 2).stations) == 48
    assert store.places(E, 2).areas[0].code == "FX"
    assert store.held(E, 2).election == E
    assert store.changes(E, 2).versions[0].version == 2
    assert store.manifest(E, 2).previous_version == 1
    sha = store.index(E, 2).geometry["FX"]
    assert store.geometry(sha)["objects"]["areas"]["type"] == "GeometryCollection"
    assert store.geometry(sha) is store.geometry(sha)


def test_the_pointer_follows_the_file_and_a_rollback_is_followed_too(
    factory: StoreFactory, store: PublishedStore
) -> None:
    assert store.pointer(E).version == 2
    factory.publish(1)
    assert store.pointer(E).version == 3
    factory.point(1, hold=Hold(mode="rolled_back", reason="wrong form in 001"))
    assert store.pointer(E).version == 1
    assert store.pointer(E).hold.reason == "wrong form in 001"


def test_the_pointer_is_not_looked_at_again_before_its_time(factory: StoreFactory) -> None:
    patient = PublishedStore(factory.root, recheck_s=60)
    assert patient.pointer(E).version == 2
    factory.publish(1)
    assert patient.pointer(E).version == 2


@pytest.mark.parametrize("torn", [b"", b"{", b'{"election": "fx-2026", "version"', b"\xff\xfe\x00", b"[]"])
def test_the_last_good_pointer_is_kept_while_the_file_is_half_written(
    factory: StoreFactory, store: PublishedStore, torn: bytes
) -> None:
    assert store.pointer(E).version == 2
    (factory.root / E / "latest.json").write_bytes(torn)
    assert store.pointer(E).version == 2
    factory.publish(1)
    assert store.pointer(E).version == 3


def test_a_damaged_pointer_never_read_before_is_an_error_and_not_an_empty_election(
    factory: StoreFactory,
) -> None:
    (factory.root / E / "latest.json").write_bytes(b'{"election"')
    with pytest.raises(StoreDamaged):
        PublishedStore(factory.root).pointer(E)


def test_a_pointer_away_for_a_moment_is_kept_and_a_removed_election_is_not(
    factory: StoreFactory, store: PublishedStore
) -> None:
    store.pointer(E)
    (factory.root / E / "latest.json").unlink()
    assert store.pointer(E).version == 2
    assert store.elections() == (E,)
    shutil.rmtree(factory.root / E)
    with pytest.raises(NotPublished):
        store.pointer(E)
    assert store.elections() == ()


def test_figures_of_a_rebuilt_election_are_not_mixed_with_the_ones_before(
    factory: StoreFactory, store: PublishedStore
) -> None:
    store.pointer(E)
    before = store.document(E, 2, "president", "FX")
    shutil.rmtree(factory.root)
    again = StoreFactory(factory.root, seed=99)
    again.publish(9)
    again.publish(9)
    store.pointer(E)
    assert store.document(E, 2, "president", "FX").votes != before.votes


@pytest.mark.parametrize("body", [b"", b"{", b'{"election":"fx-2026"}', b"null", b'{"a":\x00}'])
def test_a_damaged_document_is_named_damaged_and_never_shown(
    factory: StoreFactory, store: PublishedStore, body: bytes
) -> None:
    (factory.root / E / "v2" / "president" / "FX.json").write_bytes(body)
    with pytest.raises(StoreDamaged, match="FX"):
        store.document(E, 2, "president", "FX")


def test_a_document_that_the_index_names_but_is_away_is_damage(
    factory: StoreFactory, store: PublishedStore
) -> None:
    store.pointer(E)
    (factory.root / E / "v2" / "president" / "FX.json").unlink()
    with pytest.raises(StoreDamaged, match="should be in v2"):
        store.document(E, 2, "president", "FX")


@pytest.mark.parametrize(
    ("election", "version", "name"),
    [
        ("..", 1, "index.json"),
        ("../fx-2026", 1, "index.json"),
        ("fx-2026/..", 1, "index.json"),
        ("", 1, "index.json"),
        ("geo", 1, "index.json"),
        (E, 0, "index.json"),
        (E, -1, "index.json"),
        (E, 10**30, "index.json"),
        (E, 3, "index.json"),
        (E, 2, "../v1/index.json"),
        (E, 2, "president/../../latest.json"),
        (E, 2, "president/..%2fFX.json"),
        (E, 2, "president/FX"),
        (E, 2, "president/FX.json.gz"),
        (E, 2, "president/FX.json\n"),
        (E, 2, "/etc/passwd"),
        (E, 2, "president\x00/FX.json"),
        (E, 2, "a/b/c.json"),
        (E, 2, "x" * 5000 + ".json"),
        (E, 2, "places"),
        (E, 2, "latest.json"),
    ],
)
def test_names_that_are_not_published_files_are_refused(
    store: PublishedStore, election: str, version: int, name: str
) -> None:
    with pytest.raises(NotPublished):
        store.path(election, version, name)


def test_a_link_that_leads_out_of_the_store_is_refused(
    factory: StoreFactory, store: PublishedStore, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text('{"secret": true}')
    target = factory.root / E / "v2" / "president" / "FX.json"
    target.unlink()
    target.symlink_to(secret)
    with pytest.raises(NotPublished):
        store.file(E, 2, "president/FX.json")


def test_an_index_that_names_an_impossible_holder_opens_nothing(
    factory: StoreFactory, store: PublishedStore
) -> None:
    path = factory.root / E / "v2" / "index.json"
    path.write_bytes(path.read_bytes().replace(b'"places.json":1', b'"places.json":-1'))
    with pytest.raises(StoreDamaged):
        store.path(E, 2, "places.json")


def test_a_version_that_the_pointer_has_not_reached_is_not_public(
    factory: StoreFactory, store: PublishedStore
) -> None:
    factory.publish(1)
    factory.point(2)
    fresh = PublishedStore(factory.root, recheck_s=60)
    with pytest.raises(NotPublished):
        fresh.index(E, 3)
    factory.point(3)
    assert fresh.index(E, 3).version == 3, (
        "a version named by an event is found although the pointer is cached"
    )


def test_versions_above_a_rollback_stay_readable(factory: StoreFactory) -> None:
    factory.publish(1)
    factory.point(1, hold=Hold(mode="rolled_back"))
    assert PublishedStore(factory.root).index(E, 3).version == 3


@pytest.mark.parametrize("sha", ["", "0" * 63, "Z" * 64, "../" * 20, "0" * 64, "0" * 65])
def test_geometry_answers_to_known_hashes_only(store: PublishedStore, sha: str) -> None:
    with pytest.raises(NotPublished):
        store.geometry(sha)


def test_precompressed_bytes_unpack_to_the_plain_file(store: PublishedStore) -> None:
    path = store.path(E, 2, "president/FX.json")
    plain, none = store.encoded(path, None)
    packed, br = store.encoded(path, "gzip, deflate, br")
    zipped, gz = store.encoded(path, "gzip;q=0.5")
    assert (none, br, gz) == ("identity", "br", "gzip")
    assert brotli.decompress(packed) == gzip.decompress(zipped) == plain
    tags = {store.variant(path, accept).etag for accept in (None, "br", "gzip")}
    assert len(tags) == 3, "representations of one file must not share an ETag"


def test_a_missing_twin_falls_back_to_the_next_representation(
    factory: StoreFactory, store: PublishedStore
) -> None:
    path = store.path(E, 2, "president/FX.json")
    path.with_name("FX.json.br").unlink()
    assert store.encoded(path, "br, gzip")[1] == "gzip"
    path.with_name("FX.json.gz").unlink()
    assert PublishedStore(factory.root).encoded(path, "br, gzip")[1] == "identity"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, ()),
        ("", ()),
        ("br", ("br",)),
        ("gzip, br", ("br", "gzip")),
        ("GZIP;q=1.0, BR;q=0", ("gzip",)),
        ("*", ("br", "gzip")),
        ("*;q=0, gzip", ("gzip",)),
        ("br;q=banana", ()),
        ("identity", ()),
        ("br;q=0.000", ()),
        ("\x00,;;q=,=", ()),
        ("gzip," * 5000, ("gzip",)),
    ],
)
def test_accept_encoding_is_read_as_the_standard_says(header: str | None, expected: tuple[str, ...]) -> None:
    assert acceptable(header) == expected


def test_a_store_that_is_not_there_yet_has_no_elections(tmp_path: Path) -> None:
    store = PublishedStore(tmp_path / "nothing")
    assert store.elections() == ()
    with pytest.raises(NotPublished):
        store.pointer(E)


def test_many_threads_read_while_the_pointer_moves(factory: StoreFactory) -> None:
    store = PublishedStore(factory.root, recheck_s=0)
    seen: list[int] = []
    errors: list[Exception] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                version = store.pointer(E).version
                seen.append(store.document(E, version, "president", "FX").version)
        except Exception as error:  # noqa: BLE001 - handed to the assertion below
            errors.append(error)

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for _ in range(10):
        factory.publish(2)
    done.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert max(seen) > 2
    assert min(seen) >= 2
