"""The cartogram and the swing arrows: every area once, missing in words, nothing said that the document does not hold."""

from __future__ import annotations

import re
from typing import Any

import pytest
from msgspec.structs import replace

from components.graphics import chart_kind
from components.graphics.cartogram import cartogram, cartogram_level
from components.graphics.swing import swing
from components.i18n import get_translator
from components.view import ContestView
from data.records import ChildTotal
from tests import factories

CELLS = {"county": {f"{n:03}": (n % 4, n // 4, n // 6) for n in range(1, 13)}}


def rows(*special: ChildTotal) -> tuple[ChildTotal, ...]:
    made = {f"{n:03}": factories.child(f"{n:03}", f"Place {n}") for n in range(1, 13)}
    made |= {row.code: row for row in special}
    return tuple(made.values())


def view_of(children: tuple[ChildTotal, ...], **changes: Any) -> ContestView:
    return factories.contest_view(factories.document_of(children), cells=CELLS, **changes)


def test_every_area_is_one_hexagon_and_one_row() -> None:
    children = rows()
    chart = cartogram(view_of(children), children, 600)
    assert chart is not None
    assert chart.svg.text.count("<title>") == len(children) == len(chart.rows)
    assert len(set(re.findall(r' d="(M[^"]+z)"', chart.svg.text))) == len(children)


def test_an_area_that_has_not_reported_has_dots_and_the_words_and_no_zero() -> None:
    children = rows(factories.child("003", "Quiet", counted=0))
    chart = cartogram(view_of(children), children, 340)
    assert chart is not None
    quiet = next(row for row in chart.rows if row[0] == "Quiet")
    assert quiet[1] == "not reported"
    assert "Quiet: not reported yet" in chart.svg.text
    assert "1 county not reported" in chart.sentence
    assert "url(#cg-v340)" in chart.svg.text


def test_nothing_reported_says_so_and_names_no_leader() -> None:
    children = tuple(factories.child(f"{n:03}", f"Place {n}", counted=0) for n in range(1, 13))
    chart = cartogram(view_of(children), children, 600)
    assert chart is not None
    assert "none has reported" in chart.sentence
    assert "Leading" not in chart.sentence


def test_an_area_without_a_cell_is_named_below_and_stays_in_the_table() -> None:
    children = (*rows(), factories.child("099", "Abroad"))
    chart = cartogram(view_of(children), children, 600)
    assert chart is not None
    assert "Without a place on the map: Abroad." in chart.note
    assert "Abroad" in {row[0] for row in chart.rows}


def test_without_cells_there_is_no_cartogram() -> None:
    children = rows()
    bare = factories.contest_view(factories.document_of(children))
    assert cartogram_level(bare) is None
    assert cartogram(bare, children, 600) is None


def test_hostile_names_stay_text() -> None:
    children = rows(factories.child("002", "<script>alert(1)</script>"))
    chart = cartogram(view_of(children), children, 600)
    assert chart is not None
    assert "<script" not in chart.svg.text


def with_swing(code: str, **swings: float) -> ChildTotal:
    return replace(factories.child(code, f"Place {code}"), swing=swings)


def test_swing_is_half_the_difference_of_the_two_changes() -> None:
    children = (with_swing("001", imara=6.0, otundo=-4.0), with_swing("002", imara=-3.0, otundo=5.0))
    chart = swing(map_of(children), (), 600)
    assert chart is not None
    assert [row[2] for row in chart.rows] == ["5.0", "4.0"]
    assert chart.rows[0][1] != chart.rows[1][1]


def test_with_one_candidate_of_both_elections_a_loss_is_no_gain_of_anybody() -> None:
    children = (with_swing("001", imara=6.0), with_swing("002", imara=-3.0))
    chart = swing(map_of(children), (), 600)
    assert chart is not None
    assert chart.rows[1][1:] == ("nobody compared", "3.0")
    assert "3.0 points lost" in chart.svg.text


def test_an_area_without_comparison_has_no_arrow() -> None:
    children = (with_swing("001", imara=6.0, otundo=-4.0), factories.child("002", "New ward"))
    children = (children[0], replace(children[1], swing={}))
    chart = swing(map_of(children), (), 600)
    assert chart is not None
    assert chart.svg.text.count("<title>") == 1
    assert chart.rows[0][1] == "no comparison" or chart.rows[1][1] == "no comparison"


def test_without_an_earlier_election_there_are_no_arrows() -> None:
    children = tuple(replace(row, swing={}) for row in rows())
    assert swing(map_of(children), (), 600) is None


def map_of(children: tuple[ChildTotal, ...]) -> ContestView:
    document = factories.document_of(children)
    people = tuple(replace(c, swing_pp=None) for c in document.candidates)
    document = replace(document, candidates=people, geometry=None)
    return factories.contest_view(document, geometry=factories.grid_topology([row.code for row in children]))


@pytest.mark.parametrize("lang", ["en", "sw"])
@pytest.mark.parametrize("code", ["cartogram", "swing"])
def test_readers_of_every_language_get_every_word(code: str, lang: str) -> None:
    kind = chart_kind(code)
    assert kind is not None
    assert get_translator("sw")(kind.title) != kind.title
    assert get_translator(lang)(kind.title)
