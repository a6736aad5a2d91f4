"""The desk's list of rehearsals: feeds that run and those that are announced, each with the way to try it.

Called by `components.desk.whole`. Draws only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dash.development.base_component import Component

from components.format import Clock, clean
from components.i18n import Translator
from components.markup import Node, h
from components.urls import UrlBuilder
from data.records import Pointer


@dataclass(frozen=True)
class Rehearsal:
    """One rehearsal: published (it has a pointer) or announced (it has a beginning)."""

    title: str
    election: str
    zone: str
    pointer: Pointer | None = None
    begins: datetime | None = None
    ends: datetime | None = None


def rehearsal_list(t: Translator, urls: UrlBuilder, rehearsals: tuple[Rehearsal, ...]) -> Component:
    """Draw the section; without any rehearsal it says so."""
    intro = t(
        "A rehearsal is an election of its own with invented or earlier figures. Every embed, picture and file of it says "
        "REHEARSAL. Its addresses differ from those of the night only in the election's code."
    )
    rows: list[Node] = [_row(t, urls, one) for one in rehearsals]
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, t("Rehearsals")), h("p", None, intro)),
        h("ul", "rehearsals", *rows)
        if rows
        else h("p", "para", t("No rehearsal runs or is announced at the moment.")),
        id="rehearsals",
    )


def _row(t: Translator, urls: UrlBuilder, one: Rehearsal) -> Component:
    clock = Clock(one.zone, t.lang)
    use: Node = None
    if one.pointer is not None:
        when = t("Running: the last version is of {time}.", time=clock.full(one.pointer.published_at))
        use = h("a", "btn", t("Try it here"), href=urls.embeds(election=one.election))
    elif one.begins is not None and one.ends is not None:
        when = t(
            "Announced: from {begins} to {ends}.", begins=clock.full(one.begins), ends=clock.full(one.ends)
        )
    else:
        when = t("Announced: {begins}.", begins=clock.full(one.begins)) if one.begins else ""
    return h(
        "li",
        None,
        h("div", None, h("b", None, clean(one.title)), " ", h("code", "code", one.election)),
        h("p", "cap", when),
        use,
    )
