"""The history of forms as the public reads it: sources side by side, revisions, steps, checks, receipt, photograph.

Called by `components.station` and, for an area's own forms, by `components.contest.own`. Draws from `PublicForm`
records only: no person's name is in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components.contest.progress import chip
from components.format import Clock, clean, number
from components.holds import hold_words
from components.i18n import Translator
from components.markup import Node, h
from components.sources import check_words, form_name, step_words
from components.svg import el
from components.urls import UrlBuilder
from data.records import FormRevision, FormStep, PublicForm

#: Rows of figures below the candidates: attribute of a revision and how it is called.
SUMS = ("valid", "rejected", "cast", "registered")


@dataclass(frozen=True)
class HistoryView:
    """What a form's history is drawn with: words, clock, addresses, and the candidates' names in the order to show."""

    t: Translator
    clock: Clock
    urls: UrlBuilder
    names: Mapping[str, str]

    def sum_name(self, name: str) -> str:
        """Name a row of sums."""
        t = self.t
        named = {
            "valid": t("Valid votes"),
            "rejected": t("Rejected ballots"),
            "cast": t("Votes cast"),
            "registered": t("Registered voters"),
        }
        return named[name]


def current(form: PublicForm) -> FormRevision:
    """Return the newest revision of a form."""
    return form.revisions[-1]


def difference(value: int | None, other: int | None) -> Node:
    """Write a figure of another source and, where it differs, by how much."""
    if value is None or other is None or value == other:
        return number(value)
    sign = "+" if value > other else "\u2212"
    return [number(value), " ", h("b", "dif", f"{sign}{number(abs(value - other))}")]


def sources_table(view: HistoryView, forms: Sequence[PublicForm], caption: str) -> Component | None:
    """Draw the newest figures of every source side by side, the counting one first; absent where there is only one."""
    if len(forms) < 2:
        return None
    t = view.t
    ordered = sorted(forms, key=lambda form: not form.counting)
    first = current(ordered[0])
    heads = [h("th", None, h("span", None, t("Figure")), scope="col")]
    heads += [h("th", "n", h("span", None, _head(view, form)), scope="col") for form in ordered]
    rows = [
        _row(
            name, [(current(form), current(form).votes.get(code)) for form in ordered], first.votes.get(code)
        )
        for code, name in view.names.items()
    ]
    rows += [
        _row(
            view.sum_name(name),
            [(current(form), getattr(current(form), name)) for form in ordered],
            getattr(first, name),
        )
        for name in SUMS
    ]
    states = [h("td", "n", chip(t, current(form).state)) for form in ordered]
    table = h(
        "table",
        "t plainrows srcs",
        h("caption", "vh", caption),
        h("thead", None, h("tr", None, *heads)),
        h("tbody", None, *rows, h("tr", None, h("td", "nm", t("State of form")), *states)),
    )
    return h("div", "tw scroll gap2", table, role="region", aria_label=caption, tabIndex=0)


def _head(view: HistoryView, form: PublicForm) -> list[Node]:
    words = view.t("in the totals") if form.counting else view.t("beside the totals")
    return [form_name(view.t, form.source), h("span", "cap blocky", words)]


def _row(name: str, figures: Sequence[tuple[FormRevision, int | None]], first: int | None) -> Component:
    cells: list[Node] = []
    for place, (revision, value) in enumerate(figures):
        text: Node = number(value) if place == 0 else difference(value, first)
        cells.append(h("td", "n", "…" if revision.withheld else text))
    return h("tr", None, h("td", "nm", name), *cells)


def history(view: HistoryView, forms: Sequence[PublicForm], *, label: str) -> Component | None:
    """Draw every form with its revisions, newest first, folded."""
    if not forms:
        return None
    t = view.t
    revisions = sum(len(form.revisions) for form in forms)
    words = t(
        "How these figures came to be: {forms}, {revisions}",
        forms=t.n("{n} form", "{n} forms", len(forms)),
        revisions=t.n("{n} revision", "{n} revisions", revisions),
    )
    ordered = sorted(forms, key=lambda form: not form.counting)
    return h(
        "details",
        "fold prov",
        h("summary", None, words, h("span", "vh", f" ({label})")),
        *[_form(view, form) for form in ordered],
    )


def _form(view: HistoryView, form: PublicForm) -> Component:
    newest_first = list(reversed(form.revisions))
    older: list[FormRevision | None] = [*newest_first[1:], None]
    return h(
        "div",
        "pform",
        h("h3", None, _head(view, form)),
        h(
            "ol",
            "revs",
            *[_revision(view, one, before) for one, before in zip(newest_first, older, strict=True)],
        ),
    )


def _revision(view: HistoryView, revision: FormRevision, before: FormRevision | None) -> Component:
    t = view.t
    name = t("first entry") if revision.revision <= 1 else t("revision {n}", n=number(revision.revision))
    reason = None
    if revision.reason:
        reason = h("p", None, h("b", None, t("Reason of the correction:")), " ", clean(revision.reason))
    return h(
        "li",
        None,
        h("div", "vh-l", h("h4", None, name), chip(t, revision.state), _receipt(view, revision)),
        reason,
        _hold(view, revision),
        _changes(view, revision, before),
        _steps(view, revision.steps),
        _checks(view, revision),
        _photos(view, revision),
    )


def _receipt(view: HistoryView, revision: FormRevision) -> Component | None:
    if revision.receipt is None:
        return None
    return h("span", None, view.t("Receipt"), " ", h("code", "code", revision.receipt))


def _hold(view: HistoryView, revision: FormRevision) -> Component | None:
    if revision.withheld:
        words = view.t("The figures are told once a second person has read the paper without knowing them.")
        return h("p", "muted", words)
    if revision.state != "disputed" or revision.hold_rule in (None, "manager"):
        return None
    return h("p", None, hold_words(view.t, revision.hold_rule), ".")


def _changes(view: HistoryView, revision: FormRevision, before: FormRevision | None) -> Component | None:
    """Say which figures a revision changed: from what to what."""
    if before is None or revision.withheld or before.withheld:
        return None
    pairs = [(name, before.votes.get(code), revision.votes.get(code)) for code, name in view.names.items()]
    pairs += [(view.sum_name(name), getattr(before, name), getattr(revision, name)) for name in SUMS]
    changed = [(name, old, new) for name, old, new in pairs if old != new]
    if not changed:
        return h("p", None, view.t("No figure changed."))
    items = [
        h("li", None, name, " ", h("span", "num", f"{number(old)} → ", h("b", None, number(new))))
        for name, old, new in changed
    ]
    return h("ul", "diffs", *items)


def _steps(view: HistoryView, steps: Sequence[FormStep]) -> Component | None:
    if not steps:
        return None
    return h("ol", "steps", *[_step(view, step) for step in steps])


def _step(view: HistoryView, step: FormStep) -> Component:
    detail = None
    if step.detail and step.step == "held":
        detail = f": {hold_words(view.t, step.detail)}"
    elif step.detail:
        detail = f": {clean(step.detail)}"
    when = h("time", None, view.clock.full(step.at), dateTime=view.clock.iso(step.at))
    return h("li", None, when, h("span", None, step_words(view.t, step), detail))


def _checks(view: HistoryView, revision: FormRevision) -> list[Node]:
    t = view.t
    out: list[Node] = []
    for label, codes in (
        (t("Checks passed"), revision.checks_passed),
        (t("Not passed, accepted because the paper says so"), revision.accepted_warnings),
    ):
        if codes:
            items = [
                h("li", None, h("span", "code cap", clean(code)), " ", check_words(t, code)) for code in codes
            ]
            out += [h("p", "cap gap", label), h("ul", "checks", *items)]
    return out


def _photos(view: HistoryView, revision: FormRevision) -> list[Node]:
    t = view.t
    shown: list[Node] = [
        h(
            "a",
            "shot",
            el("img", src=view.urls.photo(sha), alt=t("Photograph of the form"), loading="lazy", width=220),
            href=view.urls.photo(sha),
        )
        for sha in revision.photos
    ]
    out: list[Node] = [h("div", "shots", *shown)] if shown else []
    for sha in revision.photo_sha256:
        label = t("Photograph as taken, SHA-256")
        out.append(h("p", "cap", label, " ", h("code", "code sha", clean(sha))))
    return out
