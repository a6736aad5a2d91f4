"""The codebook tells every field of the records in the words of docs/data.md; licences, shapes and file names are read right."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, shape

from dashboard.config import Settings
from data import records
from data.errors import SettingsError
from data.export.fields import FIELDS
from data.export.formats import FORMATS
from data.export.rows import Portion
from data.export.text import _element
from data.export.topojson import shapes_of
from data.published import PublishedStore
from data.records.licence import KNOWN_LICENCES, licence_of
from tests.store_factory import StoreFactory

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "data.md"


@pytest.mark.parametrize("name", FIELDS)
def test_the_codebook_has_every_field_of_a_record_in_the_words_of_the_document(name: str) -> None:
    kind = getattr(records, name)
    assert list(FIELDS[name]) == [field.name for field in msgspec.structs.fields(kind)]
    section = DOCUMENT.read_text(encoding="utf-8").split(f"\n### {name}\n", 1)[1].split("\n##", 1)[0]
    for field, meaning in re.findall(r"^\| `(\w+)` \| [^|]* \| (.*) \|$", section, re.M):
        plain = re.sub(r"\[(\w+)\]\(#\w+\)", r"\1", meaning).replace("**", "").replace("`", "")
        assert FIELDS[name][field] == plain, f"{name}.{field}"


def test_the_codebook_describes_every_record_that_a_document_holds() -> None:
    seen: set[str] = set()

    def walk(kind: Any) -> None:
        for one in (kind, *getattr(kind, "__args__", ())):
            if isinstance(one, type) and issubclass(one, msgspec.Struct):
                if one.__name__ not in seen:
                    seen.add(one.__name__)
                    for field in msgspec.structs.fields(one):
                        walk(field.type)
            elif one is not kind:
                walk(one)

    walk(records.ResultsDocument)
    assert seen == set(FIELDS)


@pytest.mark.parametrize("name", KNOWN_LICENCES)
def test_a_known_licence_has_a_title_and_the_address_of_its_text(name: str) -> None:
    found = licence_of(f" {name} ")
    assert found is not None
    assert found.name == name
    assert found.url.startswith("https://")
    assert len(found.title) > len(name)


def test_a_licence_of_ones_own_needs_the_address_of_its_text() -> None:
    own = licence_of("Open Licence of Faraja https://faraja.example/licence")
    assert own is not None
    assert (own.name, own.url) == ("Open Licence of Faraja", "https://faraja.example/licence")
    for words in (
        "",
        "Mine",
        "https://only.example",
        "Mine javascript:alert(1)",
        "Mine ftp://x",
        "A\nB https://x.example",
    ):
        assert licence_of(words) is None, words


def test_a_wrong_licence_stops_the_process_with_what_it_may_be() -> None:
    with pytest.raises(
        SettingsError, match=r"DATA_LICENCE is 'GPL'; it must be CC-BY-4.0, .*address of its text"
    ):
        Settings.from_env({"DATA_LICENCE": "GPL"})
    assert Settings.from_env({}).data_licence.name == "CC-BY-4.0"


def _topology(arcs: list[Any], polygons: list[Any], **more: Any) -> dict[str, Any]:
    kind = "MultiPolygon" if isinstance(polygons[0][0], list) else "Polygon"
    areas = [{"type": kind, "arcs": polygons, "properties": {"code": "a", "name": "A"}}]
    return {"type": "Topology", "arcs": arcs, "objects": {"areas": {"geometries": areas}}, **more}


def test_shared_lines_are_followed_both_ways_and_outer_rings_turn_left() -> None:
    clockwise = [[0, 0], [0, 4], [4, 4], [4, 0], [0, 0]]
    hole = [[1, 1], [2, 1], [2, 2], [1, 2], [1, 1]]
    found = shapes_of(_topology([clockwise, hole], [[0], [1]]))["a"]
    drawn = shape(found)
    assert isinstance(drawn, Polygon)
    assert drawn.is_valid
    assert drawn.exterior.is_ccw
    assert not drawn.interiors[0].is_ccw
    assert drawn.area == 15
    halves = [[[0, 0], [2, 0], [2, 2]], [[0, 0], [0, 2], [2, 2]]]
    assert shape(shapes_of(_topology(halves, [[0, -2]]))["a"]).area == 4


def test_quantized_steps_become_degrees() -> None:
    steps = [[[0, 0], [10, 0], [0, 10], [-10, 0], [0, -10]]]
    transform = {"scale": [0.1, 0.2], "translate": [36, -1]}
    found = shape(shapes_of(_topology(steps, [[0]], transform=transform))["a"])
    assert found.bounds == (36.0, -1.0, 37.0, 1.0)


def test_what_has_no_extent_has_no_shape() -> None:
    line = [[0, 0], [1, 1], [0, 0]]
    assert shapes_of(_topology([line], [[0]])) == {}
    square = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    kept = shapes_of(_topology([line, square], [[[0]], [[1]]]))["a"]
    assert kept["type"] == "Polygon"


@settings(max_examples=80, deadline=None)
@given(text=st.text(max_size=60), key=st.text(max_size=20))
def test_any_name_makes_well_formed_xml(text: str, key: str) -> None:
    from xml.etree import ElementTree as ET

    found = ET.fromstring(_element("name", {key: text}))
    entry = found.find("entry")
    assert entry is not None
    legal = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)
    assert (entry.text or "").replace("\r", "\n") == legal.replace("\r\n", "\n").replace("\r", "\n")


def test_a_file_name_holds_nothing_but_what_is_safe(tmp_path: Path) -> None:
    factory = StoreFactory(tmp_path / "store", shape=(1, 1, 1, 1))
    factory.publish(1)
    hostile = Portion(PublishedStore(factory.root), "fx-2026", 1, 'x"\r\n/../é', area="a b", level="ward")
    for form in FORMATS.values():
        name = form.file_name(hostile)
        assert re.fullmatch(r"[A-Za-z0-9._~-]+", name), name
        assert name.startswith("TEST-fx-2026-")
