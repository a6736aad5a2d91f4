"""One import: how far it is, what it would do row by row, what it refuses and why, and what may be done with it.

Called by `pages.office.import_job`. Names and values of files are text here and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from dash.development.base_component import Component

from components.format import Clock, clean, number
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.asked import hidden, text_field
from components.office.importhistory import history
from components.office.importwords import (
    COUNTS,
    ORIGINS,
    PATH,
    fault_note,
    job_path,
    named,
    progress,
    size,
    status_chip,
    what,
)
from components.office.manage import live_mark
from data.records.imports import (
    AGAIN,
    FileCount,
    ImportChange,
    ImportChanges,
    ImportJob,
    ImportRefusal,
    ImportRefusals,
)

_LONGEST = 200
_FIELDS = {
    "name": N_("Name"),
    "area": N_("Area"),
    "state": N_("State"),
    "title": N_("Title"),
    "party": N_("Party"),
    "registered_voters": N_("Registered voters"),
    "valid_votes": N_("Valid votes"),
    "rejected_votes": N_("Rejected votes"),
    "received_at": N_("Received"),
    "point": N_("Point"),
    "boundary": N_("Boundary"),
    "parent_code": N_("Lies in"),
    "running_mate": N_("Running mate"),
    "ballot_order": N_("Place on the ballot"),
    "abbreviation": N_("Abbreviation"),
}
#: Votes stand first, what is not said here in the middle.
_ORDER = {"valid_votes": 2, "rejected_votes": 3, "registered_voters": 4, "received_at": 5, "state": 6}
VERDICTS = (("", N_("All rows")), ("added", N_("Added")), ("changed", N_("Changed")))


@dataclass(frozen=True, kw_only=True)
class JobView:
    """What the page shows; `query` is where the reader is in rows and refusals."""

    t: Translator
    clock: Clock
    csrf: str
    job: ImportJob
    changes: ImportChanges
    refusals: ImportRefusals
    query: Mapping[str, str]
    admin: bool
    asks: bool = False
    fault: str | None = None


def job_page(view: JobView) -> Component:
    """Draw the page."""
    t, job = view.t, view.job
    mark = f"{job.status} {job.preview} {job.cancel_asked}"
    return h(
        "div",
        "adm imp",
        h("p", "imp-back", h("a", "lnk", t("All imports"), href=PATH)),
        h("div", "imp-top", h("h1", "head", named(job.file_name)), live_mark(t)),
        h("p", "cap", f"{what(t, job)} · {size(job.file_bytes)} · {t(ORIGINS[job.origin])}"),
        h("p", "note-bad", view.fault, role="alert") if view.fault else None,
        h("div", "imp-now", *_now(view), id="imp-now", data_imp_live=job.changed_at.isoformat()),
        h("div", None, *_acts(view), id="imp-acts", data_imp_live=mark),
        h(
            "div",
            None,
            _refusals(view) if view.refusals.rows else None,
            _changes(view),
            id="imp-rows",
            data_imp_live=mark,
        ),
        history(t, view.clock, job, admin=view.admin),
    )


def _now(view: JobView) -> list[Node]:
    """Draw the status, how far it is, what speaks against it, and the counts."""
    t, job = view.t, view.job
    outdated = None
    if job.is_outdated and job.status == "previewed":
        said = t(
            "The store has changed since the approval, so nothing was loaded. This is the new preview: read it again."
        )
        outdated = h("p", "note-bad", said, role="alert")
    earlier = None
    if job.earlier is not None:
        at = "" if job.earlier_at is None else view.clock.local(job.earlier_at).strftime("%Y-%m-%d %H:%M")
        link = h("a", None, t("an earlier import"), href=f"{PATH}/{job.earlier}")
        earlier = h(
            "p",
            "note-plain",
            *t.parts(
                "The very same file was loaded by {link} ({at}); unchanged rows are skipped.",
                link=link,
                at=at,
            ),
        )
    known = job.preview is not None or job.status in ("refused", "done")
    return [
        h("p", "imp-line", status_chip(t, job)),
        progress(t, job),
        outdated,
        fault_note(t, job),
        earlier,
        _counts(t, job) if known else None,
        _files(t, job.files) if len(job.files) > 1 or any(one.notes for one in job.files) else None,
    ]


def _counts(t: Translator, job: ImportJob) -> Component:
    pairs = [
        h(
            "div",
            "bad" if name == "refused" and job.refused else None,
            h("dt", None, t(words)),
            h("dd", "num", number(getattr(job, name))),
        )
        for name, words in COUNTS
    ]
    return h("dl", "imp-counts", *pairs)


def _files(t: Translator, files: Sequence[FileCount]) -> Component:
    head = [h("th", None, h("span", None, t("File")), scope="col")]
    head += [h("th", "n", h("span", None, t(words)), scope="col") for _, words in COUNTS]
    body: list[Node] = []
    for one in files:
        notes = [h("small", None, clean(note), lang="en") for note in one.notes]
        cells = [h("td", "n num", number(getattr(one, name)), data_l=t(words)) for name, words in COUNTS]
        body.append(h("tr", None, h("td", "nm wide", named(one.file), *notes), *cells))
    table = h("table", "t cards", h("thead", None, h("tr", None, *head)), h("tbody", None, *body))
    return h("details", "imp-files", h("summary", "lnk", t("File by file")), h("div", "tw all", table))


def _acts(view: JobView) -> list[Node]:
    """Draw what may be done with the job now."""
    t, job = view.t, view.job
    forms: list[Node] = []
    if job.status == "mapping" or view.asks:
        words = t("Say what the columns and names mean")
        first = "btn btn-1" if job.status == "mapping" else "btn"
        forms.append(h("a", first, words, href=f"{PATH}/{job.uid}/mapping"))
    if (
        job.status in ("uploaded", "mapping", "checking", "previewed", "approved", "loading")
        and not job.cancel_asked
    ):
        forms.append(_step(view, "cancel", t("Cancel the import"), bad=True))
    if job.status in AGAIN:
        forms.append(_step(view, "again", t("Check it again")))
    row = h("div", "acts", *forms) if forms else None
    return [_approval(view) if job.status == "previewed" else None, row]


def _approval(view: JobView) -> Component:
    t, job = view.t, view.job
    touched = job.added + job.changed
    said = t.n("{n} row will be written.", "{n} rows will be written.", touched)
    left = (
        h(
            "p",
            "bad",
            t.n(
                "{n} row is refused and will be left out.",
                "{n} rows are refused and will be left out.",
                job.refused,
            ),
        )
        if job.refused
        else None
    )
    return h(
        "form",
        "imp-approve",
        h("h2", None, t("Load it?")),
        h(
            "p",
            None,
            said if touched else t("Nothing would change: every row is stored as it is in the file."),
        ),
        left,
        hidden("csrf_token", view.csrf),
        hidden("preview", job.preview or ""),
        text_field(
            "reason",
            t("Reason"),
            required=True,
            hint=t("It stands in the audit log beside your name."),
            prefix="imp",
        ),
        h("div", "row", h("button", "btn btn-1", t("Approve and load"), type="submit")),
        method="post",
        action=f"/api/v1/imports/{job.uid}/approve",
    )


def _step(view: JobView, step: str, words: str, *, bad: bool = False) -> Component:
    return h(
        "form",
        None,
        hidden("csrf_token", view.csrf),
        h("button", "btn btn-bad" if bad else "btn", words, type="submit"),
        method="post",
        action=f"/api/v1/imports/{view.job.uid}/{step}",
    )


def _refusals(view: JobView) -> Component:
    t, job = view.t, view.job
    names = (N_("Where"), N_("Field"), N_("What is wrong"), N_("What to do"))
    head = [h("th", None, h("span", None, t(name)), scope="col") for name in names]
    body = [_refusal(t, one) for one in view.refusals.rows]
    more = _more(view, "refused", view.refusals.next)
    table = h(
        "table",
        "t cards imp-ref",
        h("caption", "vh", t("Refused rows")),
        h("thead", None, h("tr", None, *head)),
        h("tbody", None, *body),
    )
    download = h("a", "btn", t("Download all as CSV"), href=f"/api/v1/imports/{job.uid}/refusals.csv")
    title = h("h2", None, t("Refused rows"), " ", h("span", "num", number(job.refused)))
    return h(
        "section", None, title, h("div", "tw all", table), h("div", "acts", more, download), id="refusals"
    )


def _refusal(t: Translator, one: ImportRefusal) -> Component:
    where = (
        clean(one.file)
        if one.row is None
        else t("{file}, row {row}", file=clean(one.file), row=number(one.row))
    )
    value = h("code", None, _cut(one.value)) if one.value else None
    return h(
        "tr",
        None,
        h("td", "nm wide", where),
        h("td", "wide", clean(one.field) if one.field else None, " ", value, data_l=t("Field")),
        h("td", "wide", clean(one.message), h("small", None, h("code", None, one.code)), lang="en"),
        h("td", "wide", one.remedy, lang="en"),
    )


def _changes(view: JobView) -> Component | None:
    t, job = view.t, view.job
    if job.preview is None:
        return None
    chosen = view.query.get("verdict", "")
    tabs = [
        h(
            "li",
            None,
            h(
                "a",
                None,
                t(words),
                href=job_path(job, verdict=value) + "#rows",
                aria_current="page" if value == chosen else None,
            ),
        )
        for value, words in VERDICTS
    ]
    names = (N_("Row"), N_("What"), N_("Before and after"))
    head = [
        h("th", "n" if name == names[0] else None, h("span", None, t(name)), scope="col") for name in names
    ]
    table = h(
        "table",
        "t cards imp-chg",
        h("caption", "vh", t("What would be written")),
        h("thead", None, h("tr", None, *head)),
        h("tbody", None, *[_change(t, one) for one in view.changes.rows]),
    )
    found = (
        h("div", "tw all", table)
        if view.changes.rows
        else h("p", "note-plain", t("No row is added or changed."))
    )
    title = t("What was written") if job.status == "done" else t("What would be written")
    return h(
        "section",
        None,
        h("h2", None, title),
        h("nav", "tabs", h("ul", None, *tabs), aria_label=title),
        found,
        h("div", "acts", _more(view, "after", view.changes.next)),
        id="rows",
    )


def _change(t: Translator, one: ImportChange) -> Component:
    verdict = t("Added") if one.verdict == "added" else t("Changed")
    where = h("small", None, f"{clean(one.file)} · {verdict}")
    names = sorted(one.after, key=lambda name: (_ORDER.get(name, 1), name))
    lines = [
        _line(t, name, (one.before or {}).get(name), one.after[name], one.before is None) for name in names
    ]
    return h(
        "tr",
        None,
        h("td", "n", "" if one.row is None else number(one.row), data_l=t("Row")),
        h("td", "nm wide", named(one.thing), where),
        h("td", "wide", h("dl", "diff", *[line for line in lines if line is not None])),
    )


def _line(t: Translator, name: str, before: Any, after: Any, added: bool) -> Component | None:
    if added and after is None:
        return None
    shown = name.removeprefix("votes.") if name.startswith("votes.") else t(_FIELDS.get(name, name))
    values: list[Node] = [h("ins", None, _value(t, after))]
    if not added:
        values = [h("del", None, _value(t, before)), " → ", *values]
    return h("div", None, h("dt", None, clean(shown)), h("dd", "num", *values))


def _value(t: Translator, value: Any) -> str:
    if value is None:
        return t("unknown")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return number(value)
    return _cut(value if isinstance(value, str) else msgspec.json.encode(value).decode())


def _cut(words: str) -> str:
    words = clean(words)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def _more(view: JobView, name: str, following: int | None) -> Component | None:
    if following is None:
        return None
    query = {**{key: view.query.get(key) for key in ("verdict", "after", "refused")}, name: str(following)}
    anchor = "#rows" if name == "after" else "#refusals"
    return h("a", "btn", view.t("Further rows"), href=job_path(view.job, **query) + anchor)
