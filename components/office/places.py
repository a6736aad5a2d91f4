"""The way from the areas that a person works in down to a station or an area's form, for managers who enter forms.

Called by `pages.office.enter`.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from dash.development.base_component import Component

from components.format import clean
from components.i18n import Translator, level_title
from components.markup import Node, h
from components.office.entryform import source_title
from components.office.observe import form_address
from components.svg import el
from data.records import AreaRef


def enter_address(election: str, area: str) -> str:
    """Return the address of the step at an area."""
    return f"/enter?election={quote(election, safe='')}&area={quote(area, safe='')}"


def top_page(t: Translator, elections: Sequence[tuple[str, str, Sequence[AreaRef]]]) -> Component:
    """Draw where to begin: the elections that take forms, with the areas of the person in each."""
    parts: list[Node] = [h("h1", "ttl", t("Enter a form")), _by_code(t, elections)]
    for code, title, tops in elections:
        rows = [_row(t, ref, enter_address(code, ref.code)) for ref in tops]
        words = h("p", "note-plain", t("No area of this election is yours to work in."))
        parts.append(h("section", "elec", h("h2", None, title), h("ul", "stns", *rows) if rows else words))
    if not elections:
        parts.append(h("p", "note-plain", t("No election takes forms at this moment.")))
    return h("div", "mine", *parts)


def _by_code(t: Translator, elections: Sequence[tuple[str, str, Sequence[AreaRef]]]) -> Component | None:
    if not elections:
        return None
    options = [el("option", title, value=code) for code, title, _ in elections]
    select = el("select", *options, id="election", name="election")
    box = el("input", id="station", name="station", type="text", maxlength=100, autocomplete="off")
    return h(
        "form",
        "bycode",
        h("div", "field", h("label", None, t("Election"), for_="election"), select),
        h("div", "field", h("label", None, t("Station code"), for_="station"), box),
        h("button", "btn btn-1", t("Open"), type="submit"),
        action="/enter",
        method="get",
    )


def area_page(
    t: Translator,
    *,
    election: str,
    path: Sequence[AreaRef],
    sources: Sequence[str],
    areas: Sequence[AreaRef],
    stations: Sequence[AreaRef],
    cut: bool,
) -> Component:
    """Draw one area: its own forms where there are such, then what lies below."""
    here = path[-1]
    own = [
        h(
            "a",
            "btn btn-1",
            t("{paper} of {area}", paper=source_title(t, source), area=clean(here.name)),
            href=form_address(election, here.code, is_area=True, source=source),
        )
        for source in sources
    ]
    steps = [
        h("li", None, h("a", None, clean(ref.name), href=enter_address(election, ref.code)))
        for ref in path[:-1]
    ]
    rows = [_row(t, ref, enter_address(election, ref.code)) for ref in areas]
    rows += [_row(t, ref, form_address(election, ref.code)) for ref in stations]
    return h(
        "div",
        "mine",
        h("nav", "crumb", h("ol", None, *steps), aria_label=t("Area")) if steps else None,
        h("h1", "ttl", clean(here.name)),
        h("p", "ways2", *own) if own else None,
        h("ul", "stns two", *rows),
        h("p", "cap", t("Only the first ones are listed; open a station by its code.")) if cut else None,
    )


def _row(t: Translator, ref: AreaRef, address: str) -> Component:
    return h(
        "li",
        None,
        h("a", "nm", h("bdi", None, clean(ref.name)), href=address),
        h("p", "cap", level_title(t, ref.level), " ", h("span", "code", ref.code)),
    )
