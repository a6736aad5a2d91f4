"""The list of imports: where a file is sent, and every job with how far it is and what came of it.

Called by `pages.office.imports`; `imports.js` follows the work and takes files that are dropped. It works without a script too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components.format import Clock, clean, number
from components.i18n import N_, Translator
from components.markup import h
from components.office.asked import hidden
from components.office.importwords import (
    COUNTS,
    ORIGINS,
    PATH,
    job_path,
    named,
    progress,
    size,
    status_chip,
    what,
)
from components.office.manage import ElectionChoice, election_choice, live_mark, with_query
from components.svg import el
from data.records.imports import KIND_WORDS, STATUS_WORDS, ImportJob, ImportPage

SEND = "/api/v1/imports"


@dataclass(frozen=True, kw_only=True)
class ImportsView:
    """What the page shows; `allowed` says whether the person may import for this election."""

    t: Translator
    clock: Clock
    csrf: str
    election: ElectionChoice
    elections: Sequence[ElectionChoice]
    allowed: bool
    admin: bool
    query: Mapping[str, str]
    page: ImportPage
    fault: str | None = None


def imports_page(view: ImportsView) -> Component:
    """Draw the page."""
    t = view.t
    title = h("div", "imp-top", h("h1", "head", t("Imports")), live_mark(t))
    choice = election_choice(t, view.election, view.elections, here=PATH, kept=view.query)
    if not view.allowed and not view.admin:
        told = t(
            "Imports are for managers of the whole country and administrators; bundles for administrators."
        )
        return h("div", "adm imp", title, choice, h("p", "note-plain", told))
    return h(
        "div",
        "adm imp",
        title,
        choice,
        h("p", "note-bad", view.fault, role="alert") if view.fault else None,
        _box(view),
        _filter(view),
        h("div", None, _jobs(view), id="imp-list", data_imp_live=_mark(view.page)),
    )


def _mark(page: ImportPage) -> str:
    return page.rows[0].changed_at.isoformat() + str(len(page.rows)) if page.rows else "-"


def _box(view: ImportsView) -> Component:
    """Draw where a file is sent; the script lets it be dropped."""
    t = view.t
    kinds = [("", t("Recognise it")), *((kind, t(words)) for kind, words in KIND_WORDS.items())]
    hint = t("CSV, GeoJSON, a bundle as ZIP, or a results feed (NIST SP 1500-100, CSV per precinct).")
    file = h(
        "div",
        "field",
        h("label", None, t("File"), for_="imp-file"),
        h("small", None, hint, id="imp-file-h"),
        el(
            "input",
            id="imp-file",
            name="file",
            type="file",
            required="",
            aria_describedby="imp-file-h",
            accept=".csv,.zip,.json,.geojson,.xml,.txt",
        ),
    )
    kind = h(
        "div",
        "field",
        h("label", None, t("What it is"), for_="imp-kind"),
        el(
            "select",
            *[el("option", words, value=value) for value, words in kinds],
            id="imp-kind",
            name="kind",
        ),
    )
    send = h("button", "btn btn-1", t("Send and check"), type="submit")
    return h(
        "form",
        "imp-box",
        h("h2", None, t("Send a file")),
        h("p", "imp-drop", t("Drop a file here, or choose one."), hidden=True, id="imp-drop-words"),
        # The token goes first: a form is read until it is found.
        hidden("csrf_token", view.csrf),
        hidden("election", view.election.code),
        h("div", "imp-two", file, kind),
        h("div", "row", send, h("span", "said", role="status", id="imp-said")),
        h("p", "cap", t("Nothing is written before you have seen what would change and approved it.")),
        method="post",
        action=SEND,
        encType="multipart/form-data",
        id="imp-box",
    )


def _filter(view: ImportsView) -> Component:
    t = view.t
    options = [("", t("All")), *((status, t(words)) for status, words in STATUS_WORDS.items())]
    chosen = view.query.get("status", "")
    marked = [
        el("option", words, value=value, selected="" if value == chosen else None) for value, words in options
    ]
    return h(
        "form",
        "imp-filter",
        hidden("election", view.election.code),
        h("label", None, t("Show those that are"), for_="imp-status"),
        el("select", *marked, id="imp-status", name="status", data_submit=""),
        h("button", "btn", t("Show"), type="submit"),
        method="get",
        action=PATH,
    )


def _jobs(view: ImportsView) -> list[Component]:
    t = view.t
    if not view.page.rows:
        return [h("p", "note-plain", t("There is no import yet."))]
    names = (N_("File"), N_("How far"), *(words for _, words in COUNTS), N_("When and who"))
    numeric = {words for _, words in COUNTS}
    head = [
        h("th", "n" if name in numeric else None, h("span", None, t(name)), scope="col") for name in names
    ]
    table = h(
        "table",
        "t cards imp-jobs",
        h("caption", "vh", t("Imports, the newest first")),
        h("thead", None, h("tr", None, *head)),
        h("tbody", None, *[_row(view, job) for job in view.page.rows]),
    )
    older = None
    if view.page.next is not None:
        href = with_query(PATH, view.query, before=str(view.page.next))
        older = h("a", "btn", t("Older imports"), href=href)
    return [h("div", "tw all", table), *([older] if older is not None else [])]


def _row(view: ImportsView, job: ImportJob) -> Component:
    t = view.t
    link = h("a", None, named(job.file_name), href=job_path(job))
    bundle = t("brings its election") if job.election is None else None
    about = " · ".join(part for part in (what(t, job), size(job.file_bytes), bundle) if part)
    known = job.preview is not None or job.status in ("refused", "done")
    counts = [
        h(
            "td",
            "n num" + (" bad" if name == "refused" and job.refused else ""),
            number(getattr(job, name)),
            data_l=t(words),
        )
        if known
        else h("td", "n hide", "–")
        for name, words in COUNTS
    ]
    who = clean(job.created_by) if job.created_by else t(ORIGINS[job.origin])
    made = h(
        "time",
        None,
        view.clock.local(job.created_at).strftime("%Y-%m-%d %H:%M"),
        dateTime=job.created_at.isoformat(),
    )
    return h(
        "tr",
        None,
        h("td", "nm wide", link, h("small", None, about)),
        h("td", "wide", status_chip(t, job), progress(t, job)),
        *counts,
        h("td", "wide when", made, h("small", None, h("bdi", None, who))),
    )


def script_words(t: Translator) -> dict[str, str]:
    """Return the sentences of the script."""
    return {
        "imp_sending": t("Sending: {n}%", n="{n}"),
        "imp_keeping": t("Sent. Looking what it is."),
        "imp_failed": t("It did not work ({status}). Nothing was changed.", status="{status}"),
        "imp_large": t("The file is larger than imports may be."),
    }
