"""The dossier of a station (or area) in one contest: every source side by side, its revisions, readings and steps.

Called by the API and the page `/manage/forms/<uid>`. Names of people are in it: for the office only. Figures of a source
whose newest revision the asker could still type blind are withheld, its earlier revisions' too.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from data.acting import Actor
from data.engine import sql
from data.records import Dossier, DossierRevision, DossierSource, DossierStep, Figures, Reading
from data.verify.forms import (
    figures_of,
    place_of,
    read_ballot,
    read_figures,
    read_form,
    read_forms,
    read_seconds,
    waits_for,
)


def dossier(connection: Connection, actor: Actor, uid: UUID) -> Dossier:
    """Return everything about the place and contest of a form. Raises `NotThere` for a form of other areas."""
    form = read_form(connection, uid)
    key = {"race_id": form.race_id, "leaf_area_id": form.leaf_area_id, "station_id": form.station_id}
    rows = connection.execute(sql("verify_revisions"), key).all()
    ids = [row.form_id for row in rows]
    known = read_forms(connection, ids)
    hidden = {known[row.form_id].source for row in rows if waits_for(known[row.form_id])}
    shown = [row.form_id for row in rows if row.source not in hidden]
    figures = {number: figures_of(row) for number, row in read_figures(connection, shown).items()}
    seconds = read_seconds(connection, shown, actor)
    steps = _steps(connection, ids)
    sources: dict[tuple[str, bool], list[DossierRevision]] = {}
    for row in rows:
        revision = _revision(
            row, figures.get(row.form_id), seconds.get(row.form_id, []), steps.get(row.form_id, [])
        )
        sources.setdefault((row.source, row.is_counting), []).append(revision)
    return Dossier(
        form=form.uid,
        place=place_of(form),
        candidates=read_ballot(connection, form.race_id).lines,
        sources=tuple(
            DossierSource(source=source, counting=counting, revisions=tuple(revisions))
            for (source, counting), revisions in sources.items()
        ),
        registered=form.registered_voters,
    )


def _revision(
    row: Row[Any], figures: Figures | None, seconds: list[Reading], steps: list[DossierStep]
) -> DossierRevision:
    shown = figures is not None
    return DossierRevision(
        form=row.uid,
        revision=row.revision,
        current=row.is_current,
        state=row.state,
        received_at=row.received_at_utc,
        entered_at=row.entered_at_utc,
        entered_by=row.entered_by,
        role=row.role,
        own=row.is_own,
        figures=figures,
        receipt=row.receipt,
        reason=row.reason if shown else None,
        hold_rule=row.hold_rule,
        hold_detail=row.hold_detail if shown or row.hold_rule == "manager" else None,
        checks_passed=_codes(row.checks_passed) if shown else None,
        accepted_warnings=_codes(row.accepted_warnings) if shown else None,
        photos=tuple(row.photos),
        seconds=tuple(seconds),
        steps=tuple(steps),
    )


def _codes(codes: list[str] | None) -> tuple[str, ...] | None:
    return None if codes is None else tuple(codes)


def _steps(connection: Connection, ids: list[int]) -> dict[int, list[DossierStep]]:
    found: dict[int, list[DossierStep]] = {}
    for row in connection.execute(sql("verify_steps"), {"form_ids": ids}):
        step = DossierStep(step=row.step, role=row.role, at=row.at_utc, by=row.by, detail=row.detail)
        found.setdefault(row.form_id, []).append(step)
    return found
