"""Every chart is a picture that stands alone: state, time, source, version and rehearsal are in it, and nothing leaves it."""

import io
import re
from itertools import combinations

import pytest
from msgspec.structs import replace
from PIL import Image

from components.embed import known_charts
from components.format import points
from components.graphics import CHARTS
from components.picture import NARROWEST, THEMES, USUAL, Picture, picture_svg, png_width
from components.raster import png
from components.view import ContestView
from tests import factories
from tests.unit.drawn import label, said, spans, texts
from tests.unit.test_card import VIEWS

ADDRESS = "results.example.org/results/zamia-2031/president"
#: What can be drawn of a country whose count goes on.
SHOWN = ("bars", "map", "table", "turnout", "ticker", "arrivals", "shares", "scatter", "uncounted")


def drawn(view: ContestView, chart: str, *, theme: str = "light", width: int = USUAL) -> str | None:
    rows = view.document.children
    picture = Picture(
        view=view, chart=chart, theme=theme, width=width, rows=rows, address=ADDRESS, licence="CC-BY-4.0"
    )
    return picture_svg(picture)


def size(svg: str) -> tuple[int, int]:
    found = re.search(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert found
    return int(found[1]), int(found[2])


@pytest.mark.parametrize("width", [NARROWEST, USUAL])
@pytest.mark.parametrize("name", VIEWS)
def test_no_word_of_a_picture_leaves_it_or_lies_on_another(name: str, width: int) -> None:
    view = VIEWS[name]()
    for chart in known_charts():
        svg = drawn(view, chart, width=width)
        if svg is None:
            continue
        assert size(svg)[0] == width
        lines = spans(svg)
        for words, left, right, base in lines:
            assert 0 <= left <= right <= width, (chart, words)
            assert 0 < base < size(svg)[1], (chart, words)
        for one, other in combinations(lines, 2):
            if abs(one[3] - other[3]) < 8:
                assert one[2] <= other[1] + 1 or other[2] <= one[1] + 1, (chart, one, other)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("chart", SHOWN)
def test_a_picture_says_state_time_source_version_licence_and_address(chart: str, theme: str) -> None:
    view = factories.contest_view()
    svg = drawn(view, chart, theme=theme)
    assert svg is not None
    words = said(svg)
    for told in ("NOT FINAL", view.clock.full(view.document.as_of or view.document.published_at), "version 812",
                 "Sums of result forms", "CC-BY-4.0", ADDRESS, "Matokeo", "Stations counted"):  # fmt: skip
        assert told in words
    assert not re.search(r"var\(|\sclass=|\sstyle=|<script|<a |\son\w+=", svg)
    assert label(svg).startswith("REHEARSAL")
    assert texts(svg)[0].startswith("REHEARSAL")


def test_every_kind_of_the_registry_is_a_picture_where_its_document_can_show_it() -> None:
    views = [factories.contest_view(), factories.contest_view(factories.governors())]
    possible = {
        c for c in CHARTS for v in views if CHARTS[c].fits(v) and CHARTS[c].draw(v, v.document.children, 600)
    }
    assert possible
    for chart in possible:
        assert any(drawn(view, chart) for view in views), chart


def test_a_chart_that_the_figures_cannot_show_is_no_picture() -> None:
    country = factories.contest_view()
    assert drawn(country, "seats") is None
    assert drawn(country, "races") is None
    assert drawn(country, "hemicycle") is None
    assert drawn(factories.contest_view(shapes=False), "map") is None


@pytest.mark.parametrize("chart", ["bars", "map", "table", "turnout", "ticker"])
def test_nothing_reported_is_said_and_never_drawn_as_zero(chart: str) -> None:
    view = factories.contest_view(factories.country(counted=0))
    svg = drawn(view, chart)
    assert svg is not None
    assert "ot reported" in said(svg)
    shares = [words for words in texts(svg) if re.fullmatch(r"[\d.]+%", words)]
    assert shares == []


def test_the_same_figures_are_in_picture_and_document() -> None:
    view = factories.contest_view()
    words = said(drawn(view, "bars") or "")
    assert all(f"{c.votes:,}" in words and c.name in words for c in view.ranked)


def test_a_name_in_a_narrow_table_is_shortened_and_its_figures_are_not() -> None:
    view = VIEWS["long"]()
    words = texts(drawn(view, "table", width=NARROWEST) or "")
    leads = [
        f"+{points(c.margin_pp)}" for c in view.document.children if c.leader and c.margin_pp is not None
    ]
    assert leads
    assert set(leads) <= set(words)
    assert any(word.endswith("…") for word in words)


def test_a_picture_of_results_that_count_has_no_tape() -> None:
    svg = drawn(factories.contest_view(replace(factories.country(), is_test=False)), "bars")
    assert svg is not None
    assert "REHEARSAL" not in svg
    assert "#ffd400" not in svg


def test_dark_is_drawn_on_dark_paper() -> None:
    assert 'fill="#14161a"' in (drawn(factories.contest_view(), "map", theme="dark") or "")


def test_a_png_is_twice_as_fine_and_the_same_every_time() -> None:
    svg = drawn(factories.contest_view(), "ticker", width=400) or ""
    wide = png_width(*size(svg))
    assert wide == 800
    assert png(svg, wide) == png(svg, wide)
    assert Image.open(io.BytesIO(png(svg, wide))).size == (800, 2 * size(svg)[1])


def test_a_very_long_picture_is_less_fine_so_that_it_stays_within_its_pixels() -> None:
    wide = png_width(1200, 40_000)
    assert wide < 1200
    assert wide * (wide * 40_000 / 1200) <= 8_010_000


def test_swahili_pictures_are_in_swahili() -> None:
    words = said(drawn(factories.contest_view(lang="sw"), "bars") or "")
    assert "SI YA MWISHO" in words
    assert "Leseni" in words
    assert "Stations" not in words


def test_races_that_only_candidates_without_a_party_lead_are_not_called_unreported() -> None:
    document = factories.governors()
    races = tuple(replace(race, party=None) for race in document.races)
    view = factories.contest_view(replace(document, races=races, seats=()))
    words = said(drawn(view, "seats") or "")
    assert "Independent" in words
    assert "Not reported yet" not in words
