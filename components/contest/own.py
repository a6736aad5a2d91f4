"""The own forms of an area (34B, 34C, declared totals): beside the sum of what is below, and how they came to be.

Called by `components.contest`. Only what the area's file of forms holds; the figures above stay the sums of forms.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from components import ids
from components.format import clean, number
from components.markup import Node, h
from components.provenance import HistoryView, difference, history
from components.sources import form_name
from components.view import ContestView
from data.records import SourceComparison


def own_forms_section(view: ContestView) -> Component | None:
    """Draw the section; absent where the area has no form of its own in this contest."""
    forms = view.own_forms
    if not forms:
        return None
    t, area = view.t, clean(view.document.area.name)
    compared = [
        one for one in (view.forms.comparisons if view.forms else ()) if one.contest == view.document.contest
    ]
    names = {one.code: view.full_name(one) for one in view.ranked}
    drawn = HistoryView(t=t, clock=view.clock, urls=view.urls, names=names)
    intro = (
        t("Filled in for the whole area. Beside the sums of forms, never added to them.")
        if compared
        else None
    )
    return h(
        "section",
        "blk",
        h(
            "header",
            None,
            h("h2", None, t("Forms of {area} itself", area=area)),
            h("p", None, intro) if intro else None,
        ),
        _table(view, compared) if compared else None,
        history(drawn, forms, label=area),
        id=ids.OWN,
    )


def _table(view: ContestView, compared: Sequence[SourceComparison]) -> list[Node]:
    t = view.t
    out: list[Node] = []
    for one in compared:
        name = form_name(t, one.source)
        rows = [
            _row(view.full_name(candidate), one.summed.get(candidate.code), one.stated.get(candidate.code))
            for candidate in view.ranked
            if candidate.code in one.stated
        ]
        rows.append(_row(t("All candidates"), sum(one.summed.values()), sum(one.stated.values())))
        caption = t("{form} beside the sum of the forms below it", form=name)
        heads = [
            h("th", None, h("span", None, t("Candidate")), scope="col"),
            h("th", "n", h("span", None, t("Sum of forms")), scope="col"),
            h("th", "n", h("span", None, name), scope="col"),
        ]
        table = h(
            "table",
            "t plainrows",
            h("caption", "vh", caption),
            h("thead", None, h("tr", None, *heads)),
            h("tbody", None, *rows),
        )
        out += [
            h("div", "tw scroll gap", table, role="region", aria_label=caption, tabIndex=0),
            h("p", "cap gap", _verdict(view, one)),
        ]
    return out


def _row(name: str, summed: int | None, stated: int | None) -> Component:
    return h(
        "tr",
        None,
        h("td", "nm", name),
        h("td", "n", number(summed)),
        h("td", "n", difference(stated, summed)),
    )


def _verdict(view: ContestView, one: SourceComparison) -> str:
    t = view.t
    if not one.complete:
        return t("Not all forms below are counted yet: a difference may be what is missing.")
    if one.stated == one.summed:
        return t("All forms below are counted: both agree.")
    return t("All forms below are counted: the difference is in the papers.")
