"""The map: one decision about each area's look, and a picture that keeps neighbours together."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace

from components.colour import contrast, mix
from components.mapsvg import bubble_radius, map_picture, off_map
from components.markup import to_html
from components.paint import AreaPaint, area_paint, map_values
from components.view import ContestView
from data.records import StationCounts
from tests import factories

ALL_MEASURES = ("leader", "margin", "votes", "counted", "turnout", "share:imara", "swing")


def view_of(*children: Any, **changes: Any) -> ContestView:
    """Make a view of a country with these counties."""
    return factories.contest_view(factories.document_of(children), **changes)


@pytest.mark.parametrize("measure", ALL_MEASURES)
def test_an_area_that_has_not_reported_is_dots_and_words_in_every_measure(measure: str) -> None:
    row = factories.child("001", "Amberley", counted=0)
    paint = area_paint(view_of(row, factories.child("002", "Corran")), row, measure)
    assert paint.void
    assert paint.fill == "url(#pv)"
    assert paint.label == ""
    assert paint.text == "Amberley: not reported yet"
    assert "0" not in paint.text


@pytest.mark.parametrize(
    ("points", "step"), [(0.2, 1), (4.9, 1), (5.0, 2), (14.9, 2), (15.0, 3), (29.9, 3), (30.0, 4), (90.0, 4)]
)
def test_steps_follow_the_lead(points: float, step: int) -> None:
    row = factories.child("001", "Amberley", margin_pp=points)
    paint = area_paint(view_of(row), row)
    assert (paint.key, paint.step, paint.fill) == ("hrn", step, f"var(--hrn-m{step})")


@pytest.mark.parametrize(("counted", "thin"), [(24, True), (25, False), (100, False)])
def test_less_than_a_quarter_counted_is_hatched(counted: int, thin: bool) -> None:
    row = factories.child("001", "Amberley", counted=counted)
    assert area_paint(view_of(row), row).hatch is thin


def test_the_counted_measure_is_ink_and_never_hatched() -> None:
    row = factories.child("001", "Amberley", counted=10)
    paint = area_paint(view_of(row), row, "counted")
    assert (paint.ink, paint.hatch, paint.label) == (10, False, "10%")


def test_a_tie_takes_nobodys_colour() -> None:
    row = factories.child("001", "Amberley", votes={"imara": 50, "otundo": 50})
    paint = area_paint(view_of(row), row)
    assert paint.key is None
    assert paint.label == "="
    assert paint.text.startswith("Amberley: the first two are level")


def test_labels_say_letter_and_lead_and_words_say_all() -> None:
    row = factories.child("001", "Amberley", counted=60)
    paint = area_paint(view_of(row), row)
    assert paint.label == "I +24"
    assert paint.text == "Amberley: Imara leads by 24.4 points, 60 of 100 stations counted"


def test_a_race_open_to_more_than_four_leaders_uses_one_step() -> None:
    document = factories.governors(races=8, reported=8)
    parties = [replace(factories.PARTIES[0], code=f"P{n}", abbreviation=f"P{n}") for n in range(5)]
    races = tuple(replace(race, party=parties[n % 5]) for n, race in enumerate(document.races))
    view = factories.contest_view(replace(document, races=races))
    assert {area_paint(view, row).step for row in document.children} == {3}


def test_a_label_on_a_share_of_ink_can_be_read_in_every_theme() -> None:
    themes = (("#15171a", "#ffffff"), ("#f2f1ed", "#14161a"), ("#000000", "#ffffff"), ("#ffffff", "#000000"))
    for ink in range(101):
        kind = AreaPaint(ink=ink).label_class
        for black, white in themes:
            label = {"ln": black, "lp": white}.get(kind)
            # A halo of paper is under the third kind.
            assert label is None or contrast(label, mix(black, white, ink / 100)) >= 4.5, (ink, kind)


def test_areas_above_the_races_show_only_how_much_is_counted() -> None:
    document = replace(factories.governors(), contest_level="constituency")
    rows = tuple(
        replace(c, leader=None, margin_pp=None, margin_votes=None, votes={}) for c in document.children
    )
    view = factories.contest_view(replace(document, children=rows))
    paint = area_paint(view, rows[0])
    assert paint.key is None
    assert paint.ink is not None
    assert "level" not in paint.text


def test_votes_are_circles_whose_area_is_the_lead() -> None:
    row = factories.child("001", "Amberley")
    bubble = area_paint(view_of(row), row, "votes").bubble
    assert bubble is not None
    assert (bubble.key, bubble.letter, bubble.votes) == ("hrn", "I", 3600)
    assert bubble_radius(100, 400) == pytest.approx(bubble_radius(400, 400) / 2)


def test_a_share_uses_the_candidates_own_ramp_and_swing_a_sign() -> None:
    row = factories.child("001", "Amberley", swing={"otundo": -3.2})
    view = view_of(row)
    assert area_paint(view, row, "share:otundo").fill == "var(--tid-m2)"
    assert area_paint(view, row, "swing").label == "\u22123.2"
    assert area_paint(view, row, "swing").key is None


def test_turnout_that_no_form_states_is_unknown_not_zero() -> None:
    row = factories.child("001", "Amberley")
    paint = area_paint(view_of(row), row, "turnout")
    assert paint.void
    assert paint.text == "Amberley: turnout is not stated on these forms"


def test_picture_and_live_map_read_the_same_paint() -> None:
    view = factories.contest_view()
    picture = map_picture(view)
    assert picture is not None
    for code, values in map_values(view).items():
        found = re.search(rf'<path class="area([^"]*)"([^>]*) data-c="{code}"', picture.text)
        assert found is not None
        if values.get("v"):
            assert 'fill="url(#pv)"' in found.group(2)
        elif values["f"].startswith("var("):
            key, step = re.fullmatch(r"var\(--(.+)-m(\d)\)", values["f"]).groups()  # type: ignore[union-attr]
            assert f"p-{key} f{step}" in found.group(1)
    assert picture.text.count("<path d=") == sum(1 for v in map_values(view).values() if v.get("h"))


def test_coordinates_are_whole_numbers_and_neighbours_share_their_border() -> None:
    document = factories.document_of([factories.child("001", "A"), factories.child("002", "B")])
    picture = map_picture(factories.contest_view(document))
    assert picture is not None
    shapes = [_points(path) for path in re.findall(r' d="([^"]+)"', picture.text)]
    assert len(set(shapes[0]) & set(shapes[1])) >= 2
    assert not re.search(r' d="[^"]*\.', picture.text)


def _points(path: str) -> list[tuple[int, int]]:
    numbers = [int(n) for n in re.findall(r"-?\d+", path)]
    x, y = numbers[:2]
    found = [(x, y)]
    for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
        x, y = x + dx, y + dy
        found.append((x, y))
    return found


def test_a_quantised_topology_is_read_like_a_plain_one() -> None:
    view = factories.contest_view(
        factories.document_of([factories.child("001", "A"), factories.child("002", "B")])
    )
    plain = map_picture(view)
    arcs = []
    for arc in (view.geometry or {})["arcs"]:
        whole = [[round(x * 100), round(y * 100)] for x, y in arc]
        arcs.append([whole[0], *[[b[0] - a[0], b[1] - a[1]] for a, b in pairwise(whole)]])
    quantised = {
        **(view.geometry or {}),
        "arcs": arcs,
        "transform": {"scale": [0.01, 0.01], "translate": [0, 0]},
    }
    again = map_picture(factories.contest_view(view.document, geometry=quantised))
    assert plain is not None
    assert again is not None
    assert again.text == plain.text


def test_areas_without_a_shape_are_listed_not_lost() -> None:
    document = factories.country()
    view = factories.contest_view(
        document, geometry=factories.grid_topology([c.code for c in document.children[2:]])
    )
    assert [c.name for c in off_map(view)] == ["Amberley", "Bexhill Cross"]


@pytest.mark.parametrize(
    "geometry",
    [None, {}, {"objects": {}, "arcs": []}, {"objects": {"areas": {"geometries": [None]}}, "arcs": []}],
)
def test_without_shapes_there_is_no_picture(geometry: dict[str, Any] | None) -> None:
    assert map_picture(factories.contest_view(geometry=geometry)) is None


def test_hostile_names_stay_text_in_the_picture() -> None:
    row = factories.child("001", "</svg><script>alert(1)</script>")
    picture = map_picture(view_of(row))
    assert picture is not None
    assert "<script" not in to_html(picture)


def test_an_unknown_number_of_stations_is_neither_hatched_nor_a_percentage() -> None:
    row = replace(
        factories.child("001", "Amberley"), stations=StationCounts(total=None, reported=3, counted=3)
    )
    assert not area_paint(view_of(row), row).hatch
    assert area_paint(view_of(row), row, "counted").label == ""
