"""The dossier of a station in one contest: every source side by side, then each with its revisions and steps.

Called by `pages.office.forms`. Names of people are shown: this page is for managers only.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components.contest.progress import chip
from components.format import Clock, clean, number
from components.holds import finding_words, hold_words
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.differences import value_of
from components.office.entryform import source_title
from components.office.frame import role_title
from components.office.verify import PATH, TOTALS, moment, place_head
from data.records import Dossier, DossierRevision, DossierSource, DossierStep, Figures, Reading

STEPS = {
    "agreed": N_("Typed again: agrees"),
    "differed": N_("Typed again: differs"),
    "verified": N_("Verified"),
    "confirmed": N_("Confirmed"),
    "held": N_("Held by a rule"),
    "disputed": N_("Disputed"),
    "released": N_("Let count"),
    "superseded": N_("Replaced by a revision"),
}


def dossier_page(t: Translator, clock: Clock, found: Dossier, *, audit: bool) -> Component:
    """Draw the page; `audit`: the person may open the audit log."""
    return h(
        "div",
        "vf-dossier",
        place_head(t, found.place),
        _side_by_side(t, found),
        *[_source(t, clock, source, audit=audit) for source in found.sources],
    )


def _side_by_side(t: Translator, found: Dossier) -> Component:
    newest = [source.revisions[0] for source in found.sources]
    heads: list[Node] = [h("th", None, h("span", None, t("Figure")), scope="col")]
    for source, revision in zip(found.sources, newest, strict=True):
        role = t("counts") if source.counting else t("beside")
        heads.append(
            h(
                "th",
                "n",
                h("span", None, source_title(t, source.source), h("br"), h("small", None, role)),
                scope="col",
            )
        )
        del revision
    states: list[Node] = [h("th", None, h("span", None, t("State")), scope="row")]
    states += [h("td", "n", chip(t, revision.state)) for revision in newest]
    rows = [h("tr", None, *states)]
    rows += [_row(t, newest, f"votes.{line.code}", clean(line.name)) for line in found.candidates]
    rows += [_row(t, newest, name, t(words)) for name, words in TOTALS]
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, t("Sources side by side"))),
        h(
            "div",
            "tw vf-wide",
            h(
                "table",
                "t vf-diff",
                h("caption", "vh", t("The newest revision of each source")),
                h("thead", None, h("tr", None, *heads)),
                h("tbody", None, *rows),
            ),
            tabIndex="0",
            role="region",
            aria_label=t("Sources side by side"),
        ),
    )


def _row(t: Translator, revisions: list[DossierRevision], field: str, label: str) -> Component:
    values = [_figure(revision.figures, field) for revision in revisions]
    known = {
        value
        for value, revision in zip(values, revisions, strict=True)
        if revision.figures and value is not None
    }
    differs = len(known) > 1
    mark = h("b", "vf-mark", "▲ ", h("span", None, t("differs"))) if differs else None
    cells: list[Node] = [h("th", None, h("span", None, label, " ", mark), scope="row")]
    for value, revision in zip(values, revisions, strict=True):
        if revision.figures is None:
            cells.append(h("td", "n void", h("span", None, t("hidden"))))
        else:
            cells.append(h("td", "n num", t("not stated") if value is None else number(value)))
    return h("tr", "dif" if differs else None, *cells)


def _figure(figures: Figures | None, field: str) -> int | None:
    if figures is None:
        return None
    if field.startswith("votes."):
        return figures.votes.get(field[6:])
    value: int | None = getattr(figures, field)
    return value


def _source(t: Translator, clock: Clock, source: DossierSource, *, audit: bool) -> Component:
    role = (
        t("This source enters the totals.") if source.counting else t("This source stands beside the totals.")
    )
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, source_title(t, source.source)), h("p", None, role)),
        *[_revision(t, clock, revision, audit=audit) for revision in source.revisions],
    )


def _revision(t: Translator, clock: Clock, revision: DossierRevision, *, audit: bool) -> Component:
    pieces: list[Node] = [
        h(
            "h3",
            None,
            t("Revision {n}", n=revision.revision),
            " ",
            chip(t, revision.state) if revision.current else t("replaced"),
        ),
        _entered(t, clock, revision),
    ]
    if revision.reason:
        pieces.append(h("p", None, t("Reason:"), " ", revision.reason))
    if revision.state == "disputed":
        words = finding_words(t, revision.hold_detail or "") or hold_words(t, revision.hold_rule)
        pieces.append(h("p", "err", "▲ ", words))
    if revision.figures is None:
        pieces.append(
            h("p", "note-plain", t("Figures are hidden until somebody has typed the form a second time."))
        )
    pieces += [_reading(t, clock, second) for second in reversed(revision.seconds)]
    pieces.append(_checks(t, revision))
    if revision.steps:
        pieces.append(h("ol", "vf-steps", *[_step(t, clock, step) for step in revision.steps]))
    pieces.append(_links(t, revision, audit=audit))
    return h("article", "vf-rev", *pieces)


def _entered(t: Translator, clock: Clock, revision: DossierRevision) -> Component:
    who = t("you") if revision.own else clean(revision.entered_by or t("imported"))
    role = f" ({role_title(t, revision.role)})" if revision.role else ""
    receipt: list[Node] = (
        [" ", t("Receipt"), " ", h("span", "code", revision.receipt)] if revision.receipt else []
    )
    return h(
        "p",
        None,
        t("Entered by {name}", name=f"{who}{role}"),
        ", ",
        moment(clock, revision.entered_at),
        ".",
        *receipt,
    )


def _reading(t: Translator, clock: Clock, reading: Reading) -> Component:
    figures = ", ".join(f"{clean(code)} {number(votes)}" for code, votes in reading.figures.votes.items())
    words = t("agrees") if reading.agrees else t("differs")
    valid = value_of(reading, "valid")
    total = "" if valid is None else f"; {t('Valid votes')} {number(valid)}"
    who = t("you") if reading.own else clean(reading.by or "")
    return h(
        "p",
        None,
        t("Typed again by {name}", name=who),
        ", ",
        moment(clock, reading.at),
        f": {words}. ",
        f"{figures}{total}",
    )


def _checks(t: Translator, revision: DossierRevision) -> Component | None:
    if revision.checks_passed is None:
        return None
    pieces: list[Node] = [t.n("{n} check passed.", "{n} checks passed.", len(revision.checks_passed))]
    if revision.accepted_warnings:
        pieces.append(f" {t('Accepted as on the paper:')} ")
        pieces += [h("span", "cd", code) for code in revision.accepted_warnings]
    return h("p", None, *pieces)


def _step(t: Translator, clock: Clock, step: DossierStep) -> Component:
    words = t(STEPS[step.step]) if step.step in STEPS else step.step
    by = clean(step.by) if step.by else (t("a rule") if step.role == "rule" else t("the system"))
    detail = step.detail or ""
    if step.step == "held":
        detail = hold_words(t, step.detail)
    return h(
        "li",
        None,
        moment(clock, step.at),
        h("span", None, h("b", None, words), f" · {by}", f" · {detail}" if detail else ""),
    )


def _links(t: Translator, revision: DossierRevision, *, audit: bool) -> Component:
    links: list[Node] = [
        h("a", "btn", t("Photo {n}", n=place), href=f"/api/v1/attachments/{photo}")
        for place, photo in enumerate(revision.photos, start=1)
    ]
    if revision.current:
        links.append(h("a", "btn", t("Readings and decisions"), href=f"{PATH}/{revision.form}"))
    if audit:
        address = f"/admin/audit?object_type=form&object_id={revision.form}"
        links.append(h("a", "btn", t("Audit log"), href=address))
    return h("p", "vf-acts", *links)
