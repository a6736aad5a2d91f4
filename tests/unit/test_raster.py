"""Pictures are drawn with the bundled fonts alone, the same bytes each time, and no name can break or widen them."""

import io

import pytest
from PIL import Image

from components.lettering import fitted, shortened, text_width, wrapped
from components.raster import FILES, FONTS, png
from components.svg import Raw, el

HOSTILE = (
    '"><script>alert(1)</script>',
    "<image href='/etc/passwd'/> href=\"x\"",
    "x' href='http://example.org' y",
    "]]><!DOCTYPE x [<!ENTITY a 'b'>]>&a;",
    "nul\x00bell\x07esc\x1b\ufffe\ud800",
    "\u202emirrored\u202c مرحبا שלום",
)


def drawing(*children: Raw, width: int = 300, height: int = 100) -> str:
    return el(
        "svg", *children, xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {height}", width=width
    ).text


def ink(data: bytes) -> int:
    """How many pixels are not empty."""
    return sum(Image.open(io.BytesIO(data)).convert("RGBA").getchannel("A").histogram()[1:])


def words(text: str, **attributes: str) -> str:
    return drawing(el("text", text, x=10, y=60, font_size=30, **attributes))


def test_a_picture_has_the_width_that_was_asked_for_and_its_own_proportions() -> None:
    assert Image.open(io.BytesIO(png(words("a"), 600))).size == (600, 200)


def test_the_same_drawing_gives_the_same_bytes() -> None:
    assert png(words("Faraja 12.3%"), 300) == png(words("Faraja 12.3%"), 300)


@pytest.mark.parametrize("text", ["Ódinga", "مرحبا", "שלום", "−3.1 ▲ → ✓ ≥", "Ωμέγα", "Привет"])
@pytest.mark.parametrize("family", ["sans-serif", "serif"])
def test_each_script_is_drawn_with_its_own_letters(text: str, family: str) -> None:
    missing = png(words("\u4e00" * len(text), font_family=family), 300)
    assert ink(png(words(text, font_family=family), 300)) > 100
    assert png(words(text, font_family=family), 300) != missing


def test_an_isolated_name_is_drawn_with_the_same_letters_as_a_bare_one() -> None:
    assert png(words("\u2068مرحبا\u2069"), 300) == png(words("مرحبا"), 300)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_drawn_as_letters(name: str) -> None:
    assert ink(png(words(name), 300)) > 100
    assert ink(png(words("a", aria_label=name), 300)) > 100


@pytest.mark.parametrize(
    "markup",
    [
        '<image href="/etc/passwd"/>',
        "<style>*{}</style>",
        "<script/>",
        '<a xlink:href="http://x"/>',
        "<!--x-->",
    ],
)
def test_markup_that_would_load_something_is_refused(markup: str) -> None:
    with pytest.raises(ValueError, match="only shapes and text"):
        png(drawing(Raw(markup)), 300)


@pytest.mark.parametrize("width", [0, -1, 4097])
def test_a_width_without_measure_is_refused(width: int) -> None:
    with pytest.raises(ValueError, match="1 to 4096"):
        png(words("a"), width)


def test_the_fonts_are_small_and_come_with_their_licence() -> None:
    assert sum((FONTS / name).stat().st_size for name in FILES) < 900_000
    assert {path.name for path in FONTS.glob("*.ttf")} == set(FILES)
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text()


@pytest.mark.parametrize("face", ["text", "bold", "head"])
@pytest.mark.parametrize("text", ["Odinga leads by 3.1 points", "WWWWWW", "مرحبا بالعالم", "−3 ▲ 12"])
def test_words_are_measured_as_wide_as_they_are_drawn(text: str, face: str) -> None:
    weight = "400" if face == "text" else "700"
    family = "serif" if face == "head" else "sans-serif"
    shape = el("text", text, x=10, y=60, font_size=30, font_family=family, font_weight=weight)
    box = Image.open(io.BytesIO(png(drawing(shape, width=600), 600))).getbbox()
    assert box is not None
    assert box[2] - box[0] == pytest.approx(text_width(text, 30, face), rel=0.04, abs=5)


def test_words_that_do_not_fit_are_shortened_and_never_wider_than_their_room() -> None:
    cut = shortened("A name that is far too long for its place", 120, 20)
    assert cut.endswith("…")
    assert text_width(cut, 20) <= 120


def test_a_shortened_name_of_the_other_direction_closes_its_isolate() -> None:
    cut = shortened("\u2068" + "مرحبا بالعالم " * 4 + "\u2069", 120, 20)
    assert cut.count("\u2068") == cut.count("\u2069") == 1


@pytest.mark.parametrize("text", ["one two three four five six seven", "x" * 300, "word " * 200, "a", ""])
def test_lines_never_leave_their_room(text: str) -> None:
    size, lines = fitted(text, 200, (40, 30, 20), lines=3)
    assert len(lines) <= 3
    assert all(text_width(line, size) <= 200 for line in lines)


def test_a_sentence_takes_the_largest_size_at_which_it_is_whole() -> None:
    text = "one two three four five six"
    size, lines = fitted(text, 200, (40, 30, 20), lines=2)
    assert " ".join(lines) == text
    assert len(wrapped(text, 200, {40: 60, 30: 40, 20: 30}[int(size)])) > 2
