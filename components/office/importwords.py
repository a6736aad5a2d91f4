"""Words and small pieces that the pages of imports share: status, progress, counts, sizes.

Called by `components.office.imports`, `importjob` and `importmapping`. Pure.
"""

from __future__ import annotations

from urllib.parse import urlencode

from dash.development.base_component import Component

from components.format import clean, number
from components.i18n import N_, Translator
from components.markup import Node, h
from data.records.imports import FORMAT_WORDS, KIND_WORDS, STATUS_WORDS, WORKING, ImportJob

PATH = "/manage/imports"
COUNTS = (
    ("added", N_("Added")),
    ("changed", N_("Changed")),
    ("unchanged", N_("Unchanged")),
    ("refused", N_("Refused rows")),
)
ORIGINS = {"upload": N_("Sent here"), "folder": N_("From the watched folder"), "cli": N_("By command")}
#: Statuses that a person must look at.
_SIGNAL = frozenset({"refused", "failed"})
_WAITS = frozenset({"mapping", "previewed"})


def job_path(job: ImportJob, **query: str | None) -> str:
    """Return the address of a job's page."""
    said = {name: value for name, value in query.items() if value}
    return f"{PATH}/{job.uid}" + (f"?{urlencode(said)}" if said else "")


def status_chip(t: Translator, job: ImportJob) -> Component:
    """Draw the status as a word with a mark; what a person must do something about stands out."""
    kind = "bad" if job.status in _SIGNAL else "ask" if job.status in _WAITS else "plain"
    words = t("Stopping") if job.cancel_asked and job.status in WORKING else t(STATUS_WORDS[job.status])
    return h("span", f"imp-st {kind}", words)


def progress(t: Translator, job: ImportJob) -> Component | None:
    """Draw how far the work is, with its words; nothing where nobody works."""
    if job.status not in ("checking", "loading"):
        return None
    percent = job.percent
    stage = t(job.stage) if job.stage else t("Starting")
    words: list[Node] = [h("span", None, stage)]
    if percent is not None:
        rows = t("row {done} of {total}", done=number(job.rows_done), total=number(job.rows_total))
        words.append(h("span", "num", f"{percent}% · {rows}"))
    bar = h("i", None, style={"width": f"{percent or 0}%"})
    return h(
        "div",
        "imp-prog",
        h(
            "div",
            "meter" if percent is not None else "meter est",
            bar,
            role="progressbar",
            aria_label=stage,
            aria_valuemin="0",
            aria_valuemax="100",
            aria_valuenow=None if percent is None else str(percent),
        ),
        h("p", "imp-stage", *words),
    )


def what(t: Translator, job: ImportJob) -> str:
    """Say what the file is."""
    kind = t(KIND_WORDS[job.kind])
    return kind if job.format == "matokeo" else f"{kind} · {t(FORMAT_WORDS[job.format])}"


def size(count: int) -> str:
    """Write a number of bytes."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def fault_note(t: Translator, job: ImportJob) -> Component | None:
    """Say why a job could not be done, and what to do about it."""
    if not job.fault:
        return None
    remedy = f" {t(job.remedy)}" if job.remedy else ""
    return h("p", "note-bad", h("b", None, t(job.fault)), remedy, role="alert")


def named(words: str) -> Component:
    """Write a name that somebody else gave."""
    return h("bdi", None, clean(words))
