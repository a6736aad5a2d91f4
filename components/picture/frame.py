"""Puts a chart into its picture: tape, state, time and headline above, meter, source, version and address below.

Nobody can ask for a picture without them. The height follows from what is inside.
"""

from __future__ import annotations

from math import sqrt

from components.contest.words import headline, race_title
from components.embed.draw import titled
from components.flat import flat_svg
from components.format import clean
from components.graphics import chart_kind
from components.lettering import fitted, shortened, text_width
from components.picture.bodies import body, paragraph
from components.picture.ink import (
    INK,
    INK_2,
    INK_3,
    PAPER,
    RULE,
    flag,
    line_of,
    meter,
    patterns,
    rect,
    tape,
    words,
)
from components.picture.kinds import Picture, Piece, Spot
from components.picture.told import (
    as_of_words,
    held_part,
    progress,
    progress_title,
    progress_words,
    source_words,
    state_is_final,
    state_words,
    tape_words,
)
from components.svg import Raw, el
from components.turnout import turnout_headline

#: PNG pixels to one unit of the drawing, and the most pixels that a PNG may have.
DENSITY, PIXELS = 2, 8_000_000


def picture_svg(picture: Picture) -> str | None:
    """Draw the picture as an SVG that stands alone; `None` where these figures have nothing of the kind to show."""
    view, width = picture.view, picture.width
    edge = 16.0 if picture.small else 28.0
    test = view.document.is_test
    top = (34.0 if picture.small else 44.0) if test else 6.0
    strip = tape(width, top, tape_words(view)) if test else rect((0, 0, width, top), fill=INK)
    head = _head(picture, Spot(edge, top + 16, width - 2 * edge))
    inside = body(picture, Spot(edge, top + 16 + head.height + 14, width - 2 * edge))
    if inside is None:
        return None
    end = top + 16 + head.height + 14 + inside.height + 8
    foot = _foot(picture, Spot(edge, end, width - 2 * edge))
    height = round(end + foot.height + 14)
    drawing = el(
        "svg",
        el("title", picture_words(picture)),
        patterns(),
        rect((0, 0, width, height), fill=PAPER),
        strip,
        head.raw,
        inside.raw,
        foot.raw,
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_label=picture_words(picture),
    )
    return flat_svg(drawing.text, picture.theme, view.colours)


def picture_title(picture: Picture) -> str:
    """Say in the headline what the chart shows."""
    view, kind = picture.view, chart_kind(picture.chart)
    if kind is not None:
        return f"{race_title(view)}: {view.t(kind.title)}"
    if picture.chart == "turnout" or view.shown_measure == "turnout":
        return turnout_headline(view)
    return titled(view, headline(view))


def picture_words(picture: Picture) -> str:
    """Say what the picture shows, for those who do not see it."""
    view = picture.view
    begin = f"{view.t('REHEARSAL')}. " if view.document.is_test else ""
    return f"{begin}{picture_title(picture)}. {state_words(view)}. {as_of_words(view)}."


def png_width(svg_width: int, svg_height: int) -> int:
    """Pixels of a PNG of a drawing: twice as fine, less fine where it would get too large."""
    fine = min(float(DENSITY), sqrt(PIXELS / (svg_width * svg_height)))
    return max(1, round(svg_width * fine))


def _head(picture: Picture, spot: Spot) -> Piece:
    view = picture.view
    size = 12.0 if picture.small else 13.5
    drawn, wide = flag((spot.x, spot.y), state_words(view), size, solid=state_is_final(view), room=spot.width)
    time = as_of_words(view)
    beside = wide + 12 + text_width(time, size + 0.5) <= spot.width
    at = (spot.x + wide + 12, spot.y + size * 1.25) if beside else (spot.x, spot.y + size * 3.2)
    stamp = line_of(at, [(time, "text", INK_2)], size + 0.5, spot.width)
    below = size * 1.7 + (0 if beside else size * 1.7) + 8
    sizes = (22.0, 20.0, 18.0, 16.0) if picture.small else (28.0, 26.0, 24.0, 22.0, 20.0)
    big, lines = fitted(picture_title(picture), spot.width, sizes, lines=4, face="head")
    said = [
        words((spot.x, spot.y + below + big * (1 + 1.2 * n)), line, big, face="head")
        for n, line in enumerate(lines)
    ]
    name = clean(view.document.election_title)
    under = (
        paragraph(name, spot.below(below + big * 1.2 * len(lines) + 4), 13.5) if name else Piece(Raw(""), 0)
    )
    return Piece(el("g", drawn, stamp, *said, under.raw), below + big * 1.2 * len(lines) + 4 + under.height)


def _foot(picture: Picture, spot: Spot) -> Piece:
    view = picture.view
    part = progress(view).part
    said = progress_words(view)
    wide = text_width(said, 14, "bold")
    beside = wide < spot.width * 0.7
    value = words(
        (spot.x + spot.width, spot.y + 16),
        shortened(said, spot.width, 14, "bold"),
        14,
        face="bold",
        anchor="end",
    )
    title = [(progress_title(view), "text", INK_2)]
    label = line_of((spot.x, spot.y + 16), title, 14, spot.width - wide - 12) if beside else Raw("")
    bar = meter((spot.x, spot.y + 24, spot.width, 10), part, held_part(view)) if part is not None else Raw("")
    y = spot.y + (46 if part is not None else 28)
    line = rect((spot.x, y, spot.width, 1), fill=RULE)
    licence = view.t("Licence {name}.", name=clean(picture.licence)) if picture.licence else ""
    source = paragraph(
        " ".join(p for p in (source_words(view), licence) if p), Spot(spot.x, y + 6, spot.width), 12.5
    )
    place = y + 6 + source.height + 17
    brand = text_width("Matokeo", 14, "head") + 8
    room = spot.width - brand
    size, written = fitted(picture.address, room, (12.5, 11.5, 10.5, 9.5))
    address = el(
        "g",
        words((spot.x, place), "Matokeo", 14, face="head"),
        *[words((spot.x + brand, place), text, size, fill=INK_3) for text in written[:1]],
    )
    return Piece(el("g", label, value, bar, line, source.raw, address), place + 6 - spot.y)
