"""What happened to an import and who did it: sent, checked, approved, ended.

Called by `components.office.importjob`. Pure.
"""

from __future__ import annotations

from datetime import datetime

from dash.development.base_component import Component

from components.format import Clock, clean
from components.i18n import Translator
from components.markup import Node, h
from components.office.importwords import ORIGINS, status_chip
from data.records.imports import ImportJob


def history(t: Translator, clock: Clock, job: ImportJob, *, admin: bool) -> Component:
    """Say who did what when; administrators are led to the log."""
    steps: list[tuple[datetime, str, Node]] = [
        (job.created_at, t("Sent"), clean(job.created_by) if job.created_by else t(ORIGINS[job.origin]))
    ]
    if job.previewed_at is not None:
        steps.append((job.previewed_at, t("Checked"), None))
    if job.approved_at is not None:
        reason = f"“{clean(job.approve_reason)}”" if job.approve_reason else ""
        steps.append((job.approved_at, t("Approved"), f"{clean(job.approved_by or '')} {reason}"))
    if job.ended_at is not None:
        steps.append((job.ended_at, t("Ended"), status_chip(t, job)))
    lines = [
        h(
            "li",
            None,
            h("time", None, clock.local(at).strftime("%Y-%m-%d %H:%M:%S"), dateTime=at.isoformat()),
            h("span", None, h("b", None, words), " ", h("bdi", None, more) if more else None),
        )
        for at, words, more in steps
    ]
    log = h(
        "a",
        "lnk",
        t("All of it in the audit log"),
        href=f"/admin/audit?object_type=import&object_id={job.uid}",
    )
    facts = h("p", "cap", "SHA-256 ", h("code", "hash", job.file_sha256))
    return h(
        "section",
        "imp-hist",
        h("h2", None, t("History")),
        h("ol", None, *lines),
        facts,
        log if admin else None,
    )
