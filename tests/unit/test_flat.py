"""A drawing made for a page stands alone after `flat_svg`: no variable, class, script or link is left, looks stay."""

import re
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from components.colour import mix
from components.flat import THEMES, flat_svg
from components.graphics import CHARTS
from components.mapsvg import map_picture
from components.raster import png
from components.svg import Raw, el
from components.theme import palette
from components.view import ContestView
from tests import factories

COLOURS = {"sun": "#f2c500"}


def flat(markup: str, theme: str = "light") -> Element:
    return fromstring(flat_svg(f'<svg viewBox="0 0 100 50">{markup}</svg>', theme, COLOURS))


def first(markup: str, theme: str = "light") -> dict[str, str]:
    return dict(flat(markup, theme)[0].attrib)


def views() -> list[ContestView]:
    return [
        factories.contest_view(),
        factories.contest_view(factories.governors()),
        factories.contest_view(factories.with_turnout(factories.country()), measure="turnout"),
        factories.contest_view(factories.country(counted=0)),
        factories.contest_view(measure="votes"),
    ]


def drawings() -> list[tuple[str, ContestView, str]]:
    found = [(f"map {n}", v, p.text) for n, v in enumerate(views()) if (p := map_picture(v))]
    for code, kind in CHARTS.items():
        for view in views():
            chart = kind.draw(view, view.document.children, 600) if kind.fits(view) else None
            if chart is not None:
                found.append((code, view, chart.svg.text))
                break
    return found


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("drawing", drawings(), ids=lambda drawing: drawing[0])
def test_every_map_and_chart_of_the_pages_stands_alone(
    drawing: tuple[str, ContestView, str], theme: str
) -> None:
    _, view, svg = drawing
    made = flat_svg(svg, theme, view.colours)
    assert not re.search(r"var\(|color-mix|\sclass=|\sstyle=|<style|<script|<a |http(?!://www.w3.org)", made)
    assert len(png(made, 400)) > 500


@pytest.mark.parametrize("theme", THEMES)
def test_a_party_class_gives_the_fill_of_that_party_in_that_theme(theme: str) -> None:
    look = palette("#f2c500", theme)
    assert first('<rect class="p-sun" fill="var(--f)" stroke="var(--e)"/>', theme) == {
        "fill": look.f,
        "stroke": look.e,
    }
    assert first('<path class="area p-sun f2" d="M0 0"/>', theme)["fill"] == look.m[1]


def test_a_shape_inside_a_party_takes_its_colours_from_around() -> None:
    inside = flat('<g class="p-sun"><rect fill="var(--f)"/></g>')[0][0]
    assert inside.get("fill") == palette("#f2c500", "light").f


def test_a_party_that_nobody_gave_a_colour_has_no_fill_of_another() -> None:
    assert "fill" not in first('<rect class="p-none-such" fill="var(--f)"/>')
    assert first('<rect class="p-none" fill="var(--f)"/>')["fill"].startswith("#")


def test_a_mixed_colour_is_the_one_that_a_browser_mixes() -> None:
    got = first('<path d="M0 0" style="fill:color-mix(in oklab,var(--ink) 14%,var(--paper))"/>')["fill"]
    assert got == mix("#15171a", "#ffffff", 0.14)
    # What Chromium computes for oklab(#000 50%, #fff) is a mid grey of lightness 0.5.
    assert mix("#000000", "#ffffff", 0.5) == "#636363"


def test_dark_has_the_paper_of_the_dark_tokens() -> None:
    assert first('<rect fill="var(--paper)"/>', "dark")["fill"] == "#14161a"


def test_a_rule_for_what_is_inside_another_holds_only_there() -> None:
    inside = flat('<g class="chart"><text>a</text></g>')[0][0]
    assert inside.get("font-size") == "12"
    assert inside.get("font-family") == "sans-serif"
    assert "font-size" not in first("<text>a</text>")


def test_a_rule_for_a_mode_of_the_map_holds_in_that_mode() -> None:
    bubbles = flat('<g class="mapbox" data-v="bub"><path class="area" d="M0 0"/></g>')[0][0]
    plain = flat('<g class="mapbox" data-v="lead"><path class="area" d="M0 0"/></g>')[0][0]
    assert bubbles.get("stroke") == "#8a8d92"
    assert plain.get("stroke") == "#ffffff"


def test_a_line_that_keeps_its_width_is_thinned_by_the_scale_around_it() -> None:
    path = flat('<g transform="scale(2)"><path class="area" d="M0 0"/></g>')[0][0]
    assert path.get("stroke-width") == "0.5"
    assert "vector-effect" not in path.attrib


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        '<image href="https://example.org/x.png"/>',
        "<foreignObject><p>x</p></foreignObject>",
        '<rect onclick="alert(1)"/>',
        '<a href="javascript:alert(1)"><rect/></a>',
        '<use href="https://example.org/x#a"/>',
        '<rect fill="url(https://example.org/x)"/>',
        '<animate attributeName="href"/>',
    ],
)
def test_nothing_that_acts_or_loads_comes_through(markup: str) -> None:
    made = flat_svg(f"<svg>{markup}</svg>", "light", {})
    assert not re.search(r"script|alert|example\.org|foreignObject|animate|image", made)


def test_a_hostile_name_stays_text() -> None:
    name = '"><script>alert(1)</script>\x00\x1b'
    made = flat_svg(el("svg", el("text", name), el("title", Raw("a &amp; b"))).text, "light", {})
    assert fromstring(made)[0].text == '"><script>alert(1)</script>'


@pytest.mark.parametrize("theme", ["auto", "contrast", ""])
def test_an_unknown_theme_is_refused(theme: str) -> None:
    with pytest.raises(ValueError, match="light or dark"):
        flat_svg("<svg/>", theme, {})


def test_broken_markup_is_refused() -> None:
    with pytest.raises(ValueError, match="no SVG"):
        flat_svg("<svg><rect></svg>", "light", {})
