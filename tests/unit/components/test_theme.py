"""Party colours: the values of the design's sheet, and contrast for any colour in any theme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from components.colour import contrast, cvd_distance, lab_distance, oklch, parse_hex
from components.flat import flat_svg
from components.theme import (
    GROUND,
    LABELS,
    PAPER,
    RESERVE_HUES,
    Entrant,
    clashes,
    document_colours,
    fill_reserves,
    palette,
    part_leaders,
    party_css,
    party_key,
)
from tests import factories

THEMES = ("light", "dark", "contrast")
COLOURS = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")

# Colour -> theme -> f e t on m1 m2 m3 m4: the design's component sheet, with edges and text measured on the ground (the sheet
# measures them on paper) and inks and steps moved where a label did not reach 4.5.
SHEET = {
    "#f2c230": {
        "light": "#f2c230 #ad8805 #8a6b02 #15171a #f5e0a8 #e1bd59 #be960f #8f7009",
        "dark": "#f2c230 #f2c230 #f2c230 #15171a #4a3b13 #6f580f #a07e12 #dab242",
        "contrast": "#f2c230 #000000 #000000 #15171a #f5e0a8 #e1bd59 #be960f #8f7009",
    },
    "#1f6fb5": {
        "light": "#1f6fb5 #1f6fb5 #1f6fb5 #ffffff #cce4fe #90c6fe #54a0ea #2a78bf",
        "dark": "#317ec5 #317ec5 #3e8bd3 #000000 #233f5b #2f5e8b #4587c8 #7ebdfd",
    },
    "#d7261e": {
        "light": "#d7261e #d7261e #d7261e #ffffff #fdd7d1 #fea79a #e97364 #b84e42",
        "dark": "#dc2c23 #dc2c23 #f4473a #ffffff #59302b #86453d #c16559 #fe9788",
    },
    "#00a651": {
        "light": "#00a651 #06a250 #08803e #15171a #bdf0c8 #80d897 #45b56a #178845",
        "dark": "#00a651 #00a651 #00a651 #15171a #23462d #2f6940 #44975d #70d08a",
    },
    "#111111": {
        "light": "#555555 #111111 #111111 #ffffff #e1e1e1 #c1c1c1 #9b9b9b #747474",
        "dark": "#7a7a7a #7a7a7a #888888 #000000 #3d3d3d #5b5b5b #838383 #b7b7b7",
    },
    "#ffffff": {
        "light": "#d1d1d1 #8c8c8c #6f6f6f #15171a #e1e1e1 #c1c1c1 #9b9b9b #747474",
        "dark": "#d1d1d1 #d1d1d1 #ffffff #15171a #3d3d3d #5b5b5b #838383 #b7b7b7",
    },
    "#8e24aa": {
        "light": "#8e24aa #8e24aa #8e24aa #ffffff #f4d4ff #e3a7f5 #c17bd7 #9656a9",
        "dark": "#ab45c8 #ab45c8 #c15cdf #ffffff #4a3352 #704a7b #a26cb3 #db9bef",
    },
    "#7ec8e3": {
        "light": "#7ec8e3 #4b95af #2a7790 #15171a #b7ebfe #83cde8 #5da7c1 #337f98",
        "dark": "#7ec8e3 #7ec8e3 #7ec8e3 #15171a #0e4454 #10647d #448ea8 #7ac3de",
    },
}  # fmt: skip


@pytest.mark.parametrize(("colour", "theme"), [(c, t) for c, themes in SHEET.items() for t in themes])
def test_the_formula_gives_the_values_of_the_design(colour: str, theme: str) -> None:
    made = palette(colour, theme)
    assert " ".join((made.f, made.e, made.t, made.on, *made.m)) == SHEET[colour][theme]


@settings(max_examples=200, deadline=None)
@given(COLOURS, st.sampled_from(THEMES))
def test_any_colour_has_a_visible_edge_and_readable_text(colour: str, theme: str) -> None:
    made = palette(colour, theme)
    for under in (PAPER[theme], GROUND[theme]):
        assert contrast(made.e, under) >= 3
        assert contrast(made.t, under) >= 4.5
    assert contrast(made.on, made.f) >= 4.5


@settings(max_examples=100, deadline=None)
@given(COLOURS, COLOURS)
def test_equal_leads_have_equal_weight_whatever_the_party(first: str, second: str) -> None:
    for theme in ("light", "dark"):
        pairs = zip(palette(first, theme).m, palette(second, theme).m, strict=True)
        for one, other in pairs:
            assert abs(oklch(parse_hex(one))[0] - oklch(parse_hex(other))[0]) < 0.02


@settings(max_examples=100, deadline=None)
@given(COLOURS)
def test_labels_can_be_read_on_every_step_of_a_map(colour: str) -> None:
    for theme, inks in LABELS.items():
        for ink, step in zip(inks, palette(colour, theme).m, strict=True):
            assert contrast(ink, step) >= 4.5


def test_the_inks_of_these_tests_are_those_of_the_style_sheet() -> None:
    tokens = (Path(__file__).parents[3] / "assets" / "css" / "tokens.css").read_text()
    light, dark = tokens.partition(':root[data-theme="dark"]')[::2]
    for theme, block in (("light", light), ("dark", dark)):
        for n, ink in enumerate(LABELS[theme], 1):
            assert f"--lab-{n}: {ink};" in block
        assert f"--paper: {PAPER[theme]};" in block
        assert f"--ground: {GROUND[theme]};" in block


@settings(max_examples=100, deadline=None)
@given(COLOURS, st.sampled_from(("light", "dark")))
def test_pictures_that_resolve_the_colours_have_the_same_contrasts(colour: str, theme: str) -> None:
    drawn = (
        '<svg><rect fill="var(--sun-m4)"/><rect fill="var(--sun-e)"/><text fill="var(--sun-t)">x</text></svg>'
    )
    step, edge, text = re.findall('fill="(#[0-9a-f]{6})"', flat_svg(drawn, theme, {"sun": colour}))
    assert contrast(step, LABELS[theme][3]) >= 4.5
    assert contrast(edge, GROUND[theme]) >= 3
    assert contrast(text, GROUND[theme]) >= 4.5


def test_a_party_without_colour_gets_a_reserve_hue_away_from_the_others() -> None:
    given_blue = "#1f6fb5"
    made = fill_reserves([Entrant("a", given_blue), Entrant("b", None), Entrant("c", None)])
    assert made["a"] == given_blue
    hues = [oklch(parse_hex(made[k]))[2] for k in ("a", "b", "c")]
    for one, other in ((0, 1), (0, 2), (1, 2)):
        assert abs((hues[one] - hues[other] + 180) % 360 - 180) >= 33
    assert abs(hues[1] - RESERVE_HUES[0]) < 3


def test_more_parties_than_reserve_hues_still_get_different_colours() -> None:
    made = fill_reserves([Entrant(f"p{n}", None) for n in range(20)])
    assert len(set(made.values())) == 20


@settings(max_examples=60, deadline=None)
@given(COLOURS, COLOURS)
def test_two_leaders_can_be_told_apart_also_by_the_colour_blind(first: str, second: str) -> None:
    parted = part_leaders({"a": first, "b": second}, "a", "b")
    one, other = palette(parted["a"], "light").f, palette(parted["b"], "light").f
    assert parted["a"] == first
    assert lab_distance(one, other) >= 0.15
    assert cvd_distance(one, other) >= 0.12


def test_red_and_green_that_a_deuteranope_mistakes_are_parted() -> None:
    first, second = "#8c7a2e", "#5f8c2e"
    assert clashes(first, second)
    parted = part_leaders({"a": first, "b": second}, "a", "b")
    assert not clashes(palette(parted["a"], "light").f, palette(parted["b"], "light").f)


def test_colours_far_apart_stay_as_registered() -> None:
    colours = {"a": "#f2c230", "b": "#1f6fb5"}
    assert part_leaders(colours, "a", "b") == colours


def test_keys_are_safe_in_css_and_never_shared() -> None:
    codes = [
        "UDA",
        "uda2",
        "Uda",
        "a b",
        "a-b",
        "é",
        "</style>",
        "1X",
        "",
        "VERYLONGPARTYCODE",
        "verylongpartycodE",
    ]
    keys = [party_key(code) for code in codes]
    assert len(set(keys)) == len(codes)
    assert all(re.fullmatch("[a-z][a-z0-9-]*", key) for key in keys)


def test_css_holds_a_set_for_each_theme_and_nothing_foreign() -> None:
    document = factories.country()
    css = party_css(document)
    assert css.count("--hrn-f:#f2c230") == 1 + 2  # light, dark by choice, dark by the system
    assert ":root[data-theme=contrast]{--hrn-e:#000000" in css
    assert ".p-hrn{" in css
    assert "<" not in css


@pytest.mark.parametrize("colour", ["red", "#12345", "#gggggg", "url(x)", "</style><script>", ""])
def test_a_malformed_registered_colour_counts_as_none(colour: str) -> None:
    party = replace(factories.PARTIES[0], color=colour)
    document = factories.country()
    candidates = tuple(replace(c, party=party) if c.code == "imara" else c for c in document.candidates)
    colours = document_colours(replace(document, candidates=candidates))
    assert all(re.fullmatch("#[0-9a-f]{6}", value) for value in colours.values())


def test_independents_have_their_own_colours() -> None:
    document = factories.country()
    candidates = tuple(replace(c, party=None) for c in document.candidates)
    assert len(set(document_colours(replace(document, candidates=candidates)).values())) == 4
