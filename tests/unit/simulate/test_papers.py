"""Drawn photographs of fictional forms: pictures of a size, the same for the same form, marked as a rehearsal."""

from __future__ import annotations

import io

from PIL import Image

from data.simulate.papers import Paper, draw

PAPER = Paper(
    title="President",
    station="Example Primary School 1 of 2",
    code="001-001-0001-001-01",
    lines=(("Mika Migeanto", 214), ("Nalo Zanerma", 187), ("Valid votes", 401)),
    tilt_deg=1.2,
)


def test_a_paper_is_a_small_picture_and_always_the_same_one() -> None:
    body, height = draw(PAPER)
    picture = Image.open(io.BytesIO(body))
    assert picture.format == "JPEG"
    assert picture.size == (620, height)
    assert 4_000 < len(body) < 40_000
    assert draw(PAPER) == (body, height)


def test_another_figure_is_another_picture() -> None:
    other = Paper(title=PAPER.title, station=PAPER.station, code=PAPER.code, lines=(("Mika Migeanto", 241),))
    assert draw(other)[0] != draw(PAPER)[0]
