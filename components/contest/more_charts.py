"""The way from the sections of a contest page to its charts; not offered at a past version, whose charts are not drawn."""

from __future__ import annotations

from dash.development.base_component import Component

from components.markup import h
from components.view import ContestView


def charts_link(view: ContestView, chart: str = "", words: str = "") -> Component | None:
    """Draw the link to the page of charts, or to one of them with words of its own."""
    if view.urls.pinned is not None:
        return None
    d = view.document
    href = view.urls.charts(d.election, d.contest, d.area.code, chart)
    return h("p", "gap2", h("a", None, words or view.t("More charts"), " →", href=href))
