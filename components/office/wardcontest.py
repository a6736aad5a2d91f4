"""The count of an area in every contest, and one contest in full: candidates, measures, curve, earlier elections.

Called by `components.office.ward`. Public sums only; the measures' formulas are in `docs/wards.md`.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components.contest.progress import meter, nil_chip
from components.format import UNKNOWN, clean, number, part_percent, percent, points, signed
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.wardchart import arrival_curve
from components.office.wardview import WardView, address, section
from data.records.wards import Compared, WardContest

_HOLDS = {
    "candidate": N_("The same candidate leads as then."),
    "party": N_("The same party leads as then, with another candidate."),
    "changed": N_("Another party or candidate leads than then."),
}


def count_section(view: WardView) -> Component:
    t = view.t
    if not view.report.contests:
        return section(t("The count"), h("p", None, t("This election has no contests yet.")))
    names = (t("Contest"), t("Stations counted"), t("State of forms"), t("Leads"), t("Turnout"))
    kinds = ("", "wide", "wide", "wide", "n")
    head = [
        h("th", "n" if k == "n" else None, h("span", None, w), scope="col")
        for w, k in zip(names, kinds, strict=True)
    ]
    table = h(
        "table",
        "t cards wd-count",
        h("caption", "vh", t("The count in every contest")),
        h("thead", None, h("tr", None, *head)),
        h("tbody", None, *[_count_row(view, one, names) for one in view.report.contests]),
    )
    return section(t("The count"), h("div", "tw all", table))


def _count_row(view: WardView, one: WardContest, names: tuple[str, ...]) -> Component:
    t, chosen = view.t, one.code == view.report.chosen
    link = h(
        "a",
        None,
        clean(one.title),
        href=address(view.place.election, view.place.area.code, contest=one.code),
        aria_current="true" if chosen else None,
    )
    return h(
        "tr",
        "on" if chosen else None,
        h("td", "nm", link),
        h("td", "wide", *_counted(t, one), data_l=names[1]),
        h("td", "wide", _states(t, one), data_l=names[2]),
        h("td", "wide", *_lead(t, one), data_l=names[3]),
        h("td", "n", percent(one.turnout_pct), data_l=names[4]),
    )


def _counted(t: Translator, one: WardContest) -> list[Node]:
    count = one.count
    if not count.total or count.counted is None:
        words = t("{n} forms of areas", n=number(count.reported)) if count.by_area else UNKNOWN
        return [words]
    words = t("{n} of {total}", n=number(count.counted), total=number(count.total))
    pct = part_percent(count.counted, count.total)
    held = 100 * count.disputed / count.total if not count.by_area else 0.0
    return [
        h("span", "wd-of", words, " ", h("small", None, pct)),
        meter(100 * count.counted / count.total, held),
    ]


def _states(t: Translator, one: WardContest) -> Node:
    count = one.count
    said = [
        (t.n("{n} preliminary", "{n} preliminary", count.preliminary), count.preliminary),
        (t.n("{n} verified", "{n} verified", count.verified), count.verified),
        (t.n("{n} confirmed", "{n} confirmed", count.confirmed), count.confirmed),
    ]
    words: list[Node] = [", ".join(text for text, n in said if n)]
    if count.disputed:
        held = t.n("{n} disputed", "{n} disputed", count.disputed)
        words += [", " if words[0] else "", h("b", "wd-sig", f"▲ {held}")]
    missing = (count.total or 0) - count.reported
    if missing > 0 and not count.by_area and count.reported:
        words += ["; ", t.n("{n} not reported", "{n} not reported", missing)]
    return words if count.reported else nil_chip(t("Not reported"))


def _lead(t: Translator, one: WardContest) -> list[Node]:
    if one.races != 1:
        return [t.n("{n} race here", "{n} races here", one.races)]
    if not one.valid:
        return [h("span", "muted", t("Nothing counted"))]
    first = next((c for c in one.candidates if c.code == one.leader), None)
    if first is None:
        return [t("level at the top")]
    lead = t("by {pp} points", pp=points(one.margin_pp or 0.0)) if one.margin_pp is not None else ""
    return [h("b", None, clean(first.name)), " ", h("span", "muted", lead)]


def contest_section(view: WardView, one: WardContest) -> Component:
    t = view.t
    curve = arrival_curve(
        t, view.clock, view.report.arrivals, one.count.total if not one.count.by_area else None
    )
    return section(
        clean(one.title),
        h(
            "div",
            "g2",
            h("div", None, _candidates(t, one)),
            h("div", None, _facts(view, one), h("h3", "wd-h3", t("When the forms arrived")), curve),
        ),
        _history(view, one),
        note=_note(view, one),
    )


def _note(view: WardView, one: WardContest) -> Node:
    t = view.t
    if one.races != 1:
        return t("The area is above the races of this contest: its wards have the candidates.")
    if one.last_received_at is not None:
        return t(
            "Figures are the public sums. Last form counted was received at {time}.",
            time=view.clock.full(one.last_received_at),
        )
    return t("Figures are the public sums.")


def _candidates(t: Translator, one: WardContest) -> Component:
    if one.races != 1 or not one.candidates:
        return h("p", "muted", t("No candidates at this level."))
    if not one.valid:
        words = t("No form of this area is in the public totals yet")
        listed = ", ".join(clean(c.name) for c in one.candidates)
        return h("div", None, h("div", "void nrbox", h("span", None, words)), h("p", "cap", listed))
    compared = any(c.then_pct is not None or c.swing_pp is not None for c in one.candidates)
    names = [t("Candidate"), t("Votes"), t("Share")] + ([t("Then"), t("Swing")] if compared else [])
    head = [h("th", "n" if place else None, h("span", None, w), scope="col") for place, w in enumerate(names)]
    rows = []
    for c in one.candidates:
        share = c.share_pct or 0.0
        bar = h("i", "wd-bar", h("i", None, style={"width": f"{min(100.0, share):.2f}%"}), aria_hidden="true")
        cells: list[Node] = [
            h(
                "td",
                "nm wide",
                h("b", None, clean(c.name)),
                h("small", None, clean(c.party)) if c.party else None,
                bar,
            ),
            h("td", "n", number(c.votes), data_l=names[1]),
            h("td", "n r", h("b", None, percent(c.share_pct)), data_l=names[2]),
        ]
        if compared:
            cells.append(h("td", "n muted", percent(c.then_pct), data_l=names[3]))
            cells.append(h("td", "n r", _swing(c.swing_pp), data_l=names[4]))
        rows.append(h("tr", None, *cells))
    table = h(
        "table",
        "t cards plainrows wd-cand",
        h("caption", "vh", t("Votes and shares")),
        h("thead", None, h("tr", None, *head)),
        h("tbody", None, *rows),
    )
    return h("div", "tw all", table)


def _swing(value: float | None) -> Node:
    if value is None:
        return UNKNOWN
    arrow = "" if abs(value) < 0.05 else ("▲ " if value > 0 else "▼ ")
    return [h("span", None, arrow, aria_hidden="true") if arrow else None, signed(value)]


def _facts(view: WardView, one: WardContest) -> Component:
    t = view.t
    facts: list[Node] = []

    def fact(label: str, value: Node, note: str | None = None) -> None:
        facts.append(h("dt", None, label, h("small", None, note) if note else None))
        facts.append(h("dd", None, value))

    fact(t("Valid votes"), number(one.valid) if one.valid else UNKNOWN)
    fact(t("Rejected ballots"), number(one.rejected))
    fact(t("Turnout"), percent(one.turnout_pct))
    if one.races == 1 and one.valid:
        fact(t("Lead in votes"), number(one.margin_votes))
        before = f", {t('then')} {one.effective_then:.2f}" if one.effective_then is not None else ""
        fact(
            t("Effective number of candidates"),
            f"{one.effective:.2f}{before}" if one.effective is not None else UNKNOWN,
            t("1 when one has all votes"),
        )
    if one.volatility_pp is not None:
        fact(
            t("Volatility"),
            t("{pp} points", pp=points(one.volatility_pp)),
            t("share of the vote that moved (Pedersen)"),
        )
    if view.report.turnout_sd_pp is not None:
        level = t("between stations") if view.place.is_leaf else t("between the areas below")
        fact(t("Spread of turnout"), t("{pp} points", pp=points(view.report.turnout_sd_pp)), level)
    if one.turnout_sd_pp is not None:
        fact(t("Spread of turnout"), t("{pp} points", pp=points(one.turnout_sd_pp)), t("between elections"))
    return h("dl", "facts2 wd-facts", *facts)


def _history(view: WardView, one: WardContest) -> Node:
    t, compared = view.t, one.compared
    said: list[Node] = []
    if compared is not None:
        said.append(h("p", "say", *_compared(view, compared, one.holds)))
    if one.past:
        said.append(_past_table(view, one))
    if not said:
        return None
    return h("div", "wd-past", h("h3", "wd-h3", t("Earlier elections here")), *said)


def _compared(view: WardView, compared: Compared, holds: str | None) -> list[Node]:
    t = view.t
    year = str(compared.day.year)
    words = [t("Compared with {title}.", title=clean(compared.title))]
    if compared.leader is not None:
        who = clean(compared.leader)
        words.append(
            t(
                "{name} led here in {year} with {share}.",
                name=who,
                year=year,
                share=percent(compared.leader_pct),
            )
        )
    if holds is not None:
        words.append(t(_HOLDS[holds]))
    if compared.moved:
        words.append(
            t.n(
                "{n} area here has other borders or another code than then; its former area is compared.",
                "{n} areas here have other borders or other codes than then; their former areas are compared.",
                compared.moved,
            )
        )
    return [" ".join(words)]


def _past_table(view: WardView, one: WardContest) -> Component:
    t = view.t
    names = (t("Election"), t("Most votes"), t("Share"), t("Lead"), t("Turnout"))
    head = [
        h("th", "n" if place > 1 else None, h("span", None, w), scope="col") for place, w in enumerate(names)
    ]
    rows = [
        h(
            "tr",
            None,
            h("td", "nm", clean(past.title)),
            h(
                "td",
                "wide",
                clean(past.winner),
                h("small", None, f" {clean(past.party)}") if past.party else None,
                data_l=names[1],
            ),
            h("td", "n", percent(past.share_pct), data_l=names[2]),
            h(
                "td",
                "n",
                t("{pp} points", pp=points(past.margin_pp)) if past.margin_pp is not None else UNKNOWN,
                data_l=names[3],
            ),
            h("td", "n", percent(past.turnout_pct), data_l=names[4]),
        )
        for past in one.past
    ]
    table = h(
        "table",
        "t cards",
        h("caption", "vh", t("Earlier elections here")),
        h("thead", None, h("tr", None, *head)),
        h("tbody", None, *rows),
    )
    return h("div", "tw all", table)
