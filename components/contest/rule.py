"""What it takes to win: the contest's rule as data and where the candidates stand, "so far" until certified.

Shown where the rule is more than "most votes". Says what is met and what is open; never what will be.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components import ids
from components.format import percent
from components.i18n import Translator, level_count
from components.markup import Node, h
from components.view import ContestView
from data.records import WinCondition, WinState

CANDIDATES_SHOWN = 2
CELLS_MOST = 120


def rule_section(view: ContestView) -> Component | None:
    """Draw the section; absent for plurality and away from the race's own area."""
    rule = view.document.win
    if rule is None or rule.kind == "plurality" or not view.has_votes:
        return None
    return h(
        "section",
        "blk a-need",
        h("header", None, h("h2", None, view.t("What it takes to win"), id=ids.H_NEED)),
        _share_rule(view, rule),
        spread_rule(view, rule),
        h("p", "cap gap", _note(view, rule)),
        aria_labelledby=ids.H_NEED,
    )


def _note(view: ContestView, rule: WinState) -> str:
    if view.document.status == "certified":
        return view.t("The count is certified.")
    if rule.spread_areas is None:
        return view.t("The rule applies to the final count. Nothing here is a projection.")
    return view.t(
        "Both rules apply to the final count. If nobody meets both, the two leading candidates go to a second round. "
        "Nothing here is a projection."
    )


def share_words(t: Translator, share_pct: float) -> str:
    """Say the share of a win rule."""
    if share_pct == 50:
        return t("More than half of the valid votes")
    return t("More than {pct} of the valid votes", pct=percent(share_pct, 0))


def _share_rule(view: ContestView, rule: WinState) -> Node:
    if rule.share_pct is None:
        return None
    t = view.t
    words = share_words(t, rule.share_pct)
    rows: list[Node] = []
    for candidate in view.ranked[:CANDIDATES_SHOWN]:
        share = percent(candidate.share_pct, 2)
        tick = None if rule.share_pct == 50 else {"insetInlineStart": f"{rule.share_pct}%"}
        rows += [
            h("span", None, view.short[candidate.code]),
            h(
                "span",
                f"t p-{view.keys[candidate.code]}",
                h("i", None, style={"width": f"{candidate.share_pct or 0:.2f}%"}),
                h("u", None, style=tick),
                aria_hidden="true",
            ),
            h("b", "num", share),
        ]
    return h(
        "div",
        "rule",
        h("h3", None, h("span", None, "1."), " ", h("span", None, words)),
        h("div", "half", *rows),
    )


def spread_rule(view: ContestView, rule: WinState, *, numbered: bool = True) -> Node:
    """Draw the rule about areas: one strip of cells a candidate, the line at the number needed."""
    if rule.spread_areas is None or rule.spread_level is None:
        return None
    words = spread_words(view, rule)
    leaders = {c.code for c in view.ranked[:CANDIDATES_SHOWN]}
    order = [c.code for c in view.ranked]
    shown = sorted(
        (c for c in rule.conditions if c.candidate in leaders), key=lambda c: order.index(c.candidate)
    )
    rows: list[Node] = [part for condition in shown for part in _strip(view, rule, condition)]
    head = (
        h("h3", None, h("span", None, "2."), " ", h("span", None, words))
        if numbered
        else h("h2", None, words)
    )
    return h("div", "rule", head, *rows, _key(view, rule))


def spread_words(view: ContestView, rule: WinState) -> str:
    """Say the rule about areas in words."""
    pct, level = percent(rule.spread_share_pct, 0), rule.spread_level or ""
    if rule.spread_areas_total:
        return view.t(
            "At least {pct} in {k} of {areas}",
            pct=pct,
            k=rule.spread_areas,
            areas=level_count(view.t, level, rule.spread_areas_total),
        )
    return view.t(
        "At least {pct} in {areas}", pct=pct, areas=level_count(view.t, level, rule.spread_areas or 0)
    )


def _strip(view: ContestView, rule: WinState, condition: WinCondition) -> list[Node]:
    t, needed = view.t, rule.spread_areas or 0
    met, below, out = (
        condition.spread_met_areas,
        condition.spread_below_areas,
        condition.spread_unreported_areas,
    )
    total = met + below + out
    name, level = view.name_of(condition.candidate), rule.spread_level or ""
    if view.document.status == "certified":
        standing = t("{k} reached", k=needed) if met >= needed else t("{k} not reached", k=needed)
    elif met >= needed:
        standing = t("{k} reached so far", k=needed)
    else:
        standing = t("{k} more needed", k=needed - met)
    label = t(
        "{name}: at least {pct} in {met}, below in {below}, {out} not reported",
        name=name,
        pct=percent(rule.spread_share_pct, 0),
        met=level_count(t, level, met),
        below=below,
        out=out,
    )
    line = h(
        "div",
        "rl",
        h("b", None, name),
        h("span", None, h("b", None, level_count(t, level, met)), f" · {standing}"),
    )
    if not total:
        return [line]
    cells = [h("i", kind) for kind, count in (("y", met), (None, below), ("v", out)) for _ in range(count)]
    if total > CELLS_MOST:
        cells = [
            h("i", kind, style={"gridColumn": f"span {count}"})
            for kind, count in (("y", met), (None, below), ("v", out))
            if count
        ]
    tick = h("u", None, style={"insetInlineStart": f"{100 * needed / total:.2f}%"})
    strip = h(
        "div",
        f"cells p-{view.keys.get(condition.candidate, 'x')}",
        *cells,
        tick,
        role="img",
        aria_label=label,
        style={"gridTemplateColumns": f"repeat({total},1fr)"},
    )
    return [line, strip]


def _key(view: ContestView, rule: WinState) -> Component:
    pct, t = percent(rule.spread_share_pct, 0), view.t
    return h(
        "div",
        "key",
        h("span", None, h("i", "k-ink"), t("{pct} or more so far", pct=pct)),
        h("span", None, h("i"), t("below {pct}", pct=pct)),
        h("span", None, h("i", "k-void"), t("not reported")),
        h("span", None, f"│ {rule.spread_areas}"),
    )
