"""Turnout: ballots cast of the registered voters of the stations counted, here and by area.

Called by `pages.public.turnout` with the document of one contest. Always shows of how many stations it is.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components import ids
from components.contest.map_part import legend, map_slot
from components.contest.more_charts import charts_link
from components.contest.panel import stations_words
from components.contest.progress import nil_chip, progress_body, small_meter
from components.contest.race import not_reported_card
from components.counts import has_figures, is_counted, progress_of
from components.format import clean, number, percent
from components.i18n import level_count, level_title
from components.mapsvg import has_picture, map_picture, off_map
from components.markup import Node, h
from components.paint import nothing_here
from components.shell import as_of, contest_title
from components.view import ContestView
from data.records import ChildTotal

_NAMED = 12


def turnout_headline(view: ContestView) -> str:
    """Say the turnout with how much is counted; unknown is said to be unknown."""
    t, document = view.t, view.document
    area, pct = clean(document.area.name), document.votes.turnout_pct
    if not has_figures(document):
        return t("{area}: turnout not reported yet", area=area)
    progress = progress_of(document.stations)
    counted = (
        progress.words(t)
        if progress.total is None or progress.by_area
        else t("{pct} of stations counted", pct=progress.percent())
    )
    if pct is None:
        return t("{area}: turnout is not stated on the forms, {counted}", area=area, counted=counted)
    return t("{area}: turnout {pct}, {counted}", area=area, pct=percent(pct), counted=counted)


def turnout_summary(view: ContestView) -> str:
    """Describe the page."""
    return f"{turnout_headline(view)}. {view.t('Ballots cast of the registered voters of the stations counted.')}"


def turnout_figures(view: ContestView) -> Component:
    """Draw the turnout page."""
    t = view.t
    title = contest_title(t, view.document.contest_title)
    picture = map_picture(view, outline=False) if turnout_has_map(view) else None
    return h(
        "div",
        "fig",
        h(
            "div",
            "lede",
            as_of(t, view.clock, view.document, view.urls),
            h("h1", "head", turnout_headline(view)),
            h(
                "p",
                "stand",
                t(
                    "Ballots cast of the registered voters of the stations counted. From the forms of: {contest}.",
                    contest=title,
                ),
            ),
        ),
        h("div", "g2", _whole(view), _counted(view)),
        _map(view, picture) if picture is not None else None,
        _table(view),
        _more(view),
    )


def _more(view: ContestView) -> Component | None:
    """Lead to turnout beside the leader's share, where forms state both."""
    if view.document.votes.turnout_pct is None or view.races_page:
        return None
    return charts_link(view, "turnout-share", view.t("Turnout and the leader's share"))


def turnout_has_map(view: ContestView) -> bool:
    """Whether the page draws a map: some sub-area states its turnout and has a shape."""
    return has_picture(view) and any(child.turnout_pct is not None for child in view.document.children)


def _counted(view: ContestView) -> Component:
    head = h("header", None, h("h2", None, view.t("How much is counted"), id=ids.H_PROGRESS))
    return h("section", "blk", head, *progress_body(view, turnout=False), aria_labelledby=ids.H_PROGRESS)


def _whole(view: ContestView) -> Component:
    t, votes = view.t, view.document.votes
    head = h("header", "vh", h("h2", None, t("Turnout, {area}", area=clean(view.document.area.name))))
    if not has_figures(view.document):
        return h("section", "blk", head, not_reported_card(view))
    if votes.turnout_pct is None:
        return h("section", "blk", head, h("p", None, nil_chip(t("Not stated on these forms"))))
    pct = percent(votes.turnout_pct, 2)
    big = h(
        "div", "big num", h("a", "src", pct.removesuffix("%"), h("small", None, "%"), href=view.forms_href)
    )
    cast = None
    if votes.cast is not None and votes.registered_counted is not None:
        cast = t(
            "{cast} ballots cast of {registered} registered voters",
            cast=number(votes.cast),
            registered=number(votes.registered_counted),
        )
    stated = votes.cast_stations
    note = None
    if stated is not None and stated < (view.document.stations.counted or 0):
        note = t(
            "Stated on the forms of {n} of {total} stations.",
            n=number(stated),
            total=number(view.document.stations.counted),
        )
    bar = h(
        "div",
        "meter tall",
        h("i", None, style={"width": f"{votes.turnout_pct:.2f}%"}),
        role="img",
        aria_label=t("Turnout {pct}", pct=pct),
    )
    return h(
        "section",
        "blk",
        head,
        big,
        h("p", "votes num", cast) if cast else None,
        bar,
        h("p", "cap", note) if note else None,
    )


def _map(view: ContestView, picture: Node) -> Component:
    t = view.t
    missing = off_map(view)
    names = ", ".join(clean(child.name) for child in missing[:_NAMED])
    if len(missing) > _NAMED and view.document.child_level:
        rest = level_count(t, view.document.child_level, len(missing) - _NAMED)
        names = t("{names} and {rest} more", names=names, rest=rest)
    note = t("Not on the map: {names}. They are in the table.", names=names) if missing else None
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, t("Turnout by area"), id=ids.H_MAP)),
        legend(view),
        map_slot(view, picture),
        h("p", "cap gap", note) if note else None,
        aria_labelledby=ids.H_MAP,
    )


def _table(view: ContestView) -> Component | None:
    children, t = view.document.children, view.t
    if not children or not view.document.child_level:
        return None
    level = level_title(t, view.document.child_level)
    heads = [
        (level, None),
        (t("Turnout"), "n"),
        (t("Votes cast"), "n"),
        (t("Registered voters"), "n m"),
        (t("Rejected ballots"), "n m"),
        (t("Stations counted"), "n"),
    ]
    table = h(
        "table",
        "t cards",
        h("caption", "vh", t("Turnout by area ({level})", level=level)),
        h(
            "thead",
            None,
            h(
                "tr",
                None,
                *[
                    h("th", cls, h("button", None, label, type="button"), scope="col", aria_sort="none")
                    for label, cls in heads
                ],
            ),
        ),
        h("tbody", None, *[_row(view, child) for child in sorted(children, key=_order)]),
    )
    more = (
        h("a", "btn more", t("Show all {n}", n=number(len(children))), href=f"#{ids.AREAS}-t")
        if len(children) > 10
        else None
    )
    title = t("All {areas}", areas=level_count(t, view.document.child_level, len(children)))
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, title, id=ids.H_AREAS)),
        h("div", "tw", table, id=f"{ids.AREAS}-t"),
        more,
        id=ids.AREAS,
        aria_labelledby=ids.H_AREAS,
    )


def _order(child: ChildTotal) -> tuple[bool, float, str]:
    return child.turnout_pct is None, -(child.turnout_pct or 0.0), child.name


def _row(view: ContestView, child: ChildTotal) -> Component:
    t = view.t
    election = view.document.election
    href = (
        view.urls.station(election, child.code)
        if view.stations_below
        else view.urls.turnout(election, child.code)
    )
    name = h("td", "nm", h("a", None, clean(child.name), href=href))
    stations = h(
        "td",
        "n",
        stations_words(view, child),
        " ",
        small_meter(child.stations),
        data_l=t("Stations"),
        data_v=_part(child),
    )
    if not is_counted(child):
        dashes = [h("td", cls, "–", data_v="") for cls in ("n hide", "n hide m", "n hide m")]
        return h(
            "tr",
            "nr",
            name,
            h("td", "wide", nil_chip(nothing_here(view, child)), data_v=""),
            *dashes,
            stations,
            data_c=child.code,
        )
    turnout = percent(child.turnout_pct) if child.turnout_pct is not None else nil_chip(t("not stated"))
    return h(
        "tr",
        None,
        name,
        h("td", "n r", turnout, data_v="" if child.turnout_pct is None else f"{child.turnout_pct:g}"),
        _number(child.cast, t("Votes cast"), "n"),
        _number(child.registered, t("Registered voters"), "n m"),
        _number(child.rejected, t("Rejected ballots"), "n m"),
        stations,
        data_c=child.code,
    )


def _number(value: int | None, label: str, cls: str) -> Component:
    return h("td", cls, number(value), data_l=label, data_v="" if value is None else str(value))


def _part(child: ChildTotal) -> str:
    part = progress_of(child.stations).part
    return "" if part is None else f"{part:.4f}"
