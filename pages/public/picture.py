"""Pictures: every chart of a contest in an area as a file that stands alone, for newspapers and social networks.

Answers `/picture/<election>/<contest>/<area>.svg` and `.png` with `chart`, `theme`, `measure`, `width` and `lang`; `download=1`
gives it a file name. Drawn by `components.picture`; PNG at twice the size.
"""

from __future__ import annotations

import re

from dash import html

from components.embed import DEFAULT_CHART, known_charts, known_measures
from components.format import clean
from components.graphics import CHARTS, chart_kind
from components.picture import (
    NARROWEST,
    THEMES,
    USUAL,
    WIDEST,
    Picture,
    picture_svg,
    picture_title,
    png_width,
)
from data.errors import NotPublished
from pages.opened import Opened, open_contest
from pages.page import Ask, Body, Page, Register
from pages.plain import refusal, wrong_value

PAGE = Page(
    name="picture",
    paths=("/picture/<election>/<contest>/<area>.svg", "/picture/<election>/<contest>/<area>.png"),
    title="Picture",
    order=14,
    access="public",
    query=("chart", "measure", "width", "download", "version"),
    indexed=False,
    framed=True,
    heavy=True,
)
_SIZE = re.compile(r'viewBox="0 0 (\d+) (\d+)"')
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
#: Together with the marks around it within what file systems take as a name.
_NAME_MOST = 120


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, picture_page)


def picture_page(ask: Ask) -> Body:
    """Answer with the picture; raises `NotPublished` for what does not exist."""
    wrong = _wrong_choice(ask)
    if wrong is not None:
        return wrong
    try:
        opened = open_contest(ask)
    except NotPublished:
        return refusal(404, ask.t("There are no figures of this contest and area."))
    chart, asked = ask.query.get("chart", DEFAULT_CHART), ask.query.get("measure", "leader")
    view = opened.view("turnout" if chart == "turnout" else asked)
    if asked not in known_measures(view):
        return wrong_value(ask.t, "measure", asked, known_measures(view))
    kind = chart_kind(chart)
    level = kind.level(view) if kind is not None and kind.fits(view) else None
    picture = Picture(
        view=view,
        chart=chart,
        theme=ask.query.get("theme", THEMES[0]),
        width=int(ask.query.get("width", USUAL)),
        rows=opened.areas(level) if level else (),
        address=_address(ask, opened),
        licence=ask.licence.name,
    )
    return _answer(ask, opened, picture)


def _wrong_choice(ask: Ask) -> Body | None:
    chart, theme = ask.query.get("chart", DEFAULT_CHART), ask.query.get("theme", THEMES[0])
    width = ask.query.get("width", str(USUAL))
    if chart not in known_charts():
        return wrong_value(ask.t, "chart", chart, known_charts())
    if theme not in THEMES:
        return wrong_value(ask.t, "theme", theme, THEMES)
    if not (width.isascii() and width.isdecimal() and len(width) < 6 and NARROWEST <= int(width) <= WIDEST):
        said = ask.t(
            "There is no width “{value}”. Use a whole number from {least} to {most}.",
            value=clean(width)[:20],
            least=NARROWEST,
            most=WIDEST,
        )
        return refusal(400, said)
    return None


def _address(ask: Ask, opened: Opened) -> str:
    """The page that the figures are on, as people type it."""
    d = opened.document
    path = ask.urls.contest(d.election, d.contest, d.area.code)
    return (ask.public_url + path).removeprefix("https://").removeprefix("http://")


def _answer(ask: Ask, opened: Opened, picture: Picture) -> Body:
    fine = ask.path.endswith(".png")
    raw = ask.aside(lambda: (picture_svg(picture) or "").encode())
    if not raw:
        return refusal(404, ask.t("These figures have nothing of this kind to show yet."))
    name = file_name(opened, picture, "png" if fine else "svg")
    headers = (
        (("Content-Disposition", f'attachment; filename="{name}"'),)
        if ask.query.get("download") == "1"
        else ()
    )
    return Body(
        title="",
        description=picture_title(picture),
        main=html.Div(),
        index=opened.index,
        pointer=opened.pointer,
        document=opened.document,
        raw=_fine(ask, raw.decode()) if fine else raw,
        media="image/png" if fine else "image/svg+xml",
        headers=(*headers, ("Access-Control-Allow-Origin", "*")),
    )


def _fine(ask: Ask, svg: str) -> bytes:
    """The drawing as PNG, twice as fine as it is large."""
    size = _SIZE.search(svg)
    if size is None:
        raise ValueError("The drawing does not say how large it is.")
    return ask.draw(svg, png_width(int(size[1]), int(size[2])))


def file_name(opened: Opened, picture: Picture, kind: str) -> str:
    """Name the file by what is in it, so that it can be found again: `TEST-<election>-<contest>-<area>-<chart>-v12-en.png`."""
    d = opened.document
    chart = (
        picture.chart
        if picture.chart in CHARTS or picture.view.measure == "leader"
        else f"{picture.chart}-{picture.view.measure}"
    )
    parts = (d.election, d.contest, d.area.code, chart, f"v{d.version}", picture.view.lang)
    name = "-".join(_UNSAFE.sub("_", part) for part in parts)[:_NAME_MOST]
    return f"{'TEST-' if d.is_test else ''}{name}.{kind}"
