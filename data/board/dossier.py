"""Reads everything about one station: rows of the board, forms, photos, incidents, contacts, findings, alerts, history.

Called by `dashboard.office_api.board` and the page of the dossier in a transaction of the person. Never returns a figure:
`/manage/forms/<uid>` shows them to whoever may see them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row

from data.board.contacts import list_contacts
from data.board.page import dress, observers
from data.board.places import about, name_areas
from data.elections import OfficeElection
from data.engine import sql
from data.errors import NotThere
from data.records.board import (
    DossierAlert,
    DossierEvent,
    DossierFinding,
    DossierForm,
    DossierIncident,
    StationContact,
    StationDossier,
)
from data.records.verify import DossierStep
from data.records.words import N_
from data.verify.forms import read_forms, waits_for


def station_dossier(connection: Connection, election: OfficeElection, code: str) -> StationDossier:
    """Return the dossier of the station with this code. Raises `NotThere` where it is not the asker's to see."""
    asked = {"election_id": election.election_id, "code": code}
    station = connection.execute(sql("board_station"), asked).one_or_none()
    if station is None:
        raise NotThere(N_("There is no such station in your areas."))
    key = {"election_id": election.election_id, "station_id": station.station_id}
    known = about(connection, election)
    contests = connection.execute(sql("board_station_rows"), key).scalars().all()
    forms = _forms(connection, key)
    contacts = list_contacts(connection, election, station.station_id)
    incidents = _incidents(connection, key)
    names = name_areas(connection, election, station.path_ids)
    return StationDossier(
        election=election.code,
        is_test=election.is_test,
        timezone=election.timezone,
        station=station.code,
        station_name=station.name,
        registered=station.registered_voters,
        path=tuple(names[area] for area in station.path_ids if area in names),
        rows=tuple(dress(connection, election, [(station.station_id, contest) for contest in contests])),
        point=None if station.latitude is None else (station.latitude, station.longitude),
        forms=forms,
        observers=observers(connection, [station.station_id]).get(station.station_id, ()),
        contacts=contacts,
        incidents=incidents,
        findings=_findings(connection, key),
        alerts=_alerts(connection, key),
        history=history(forms, contacts, incidents),
        as_of=known.now,
        tolerance_min=known.tolerance_min,
    )


def history(
    forms: tuple[DossierForm, ...],
    contacts: tuple[StationContact, ...],
    incidents: tuple[DossierIncident, ...],
) -> tuple[DossierEvent, ...]:
    """Return what happened at a station in one line of time, newest first."""
    events = [*_form_events(forms)]
    events += [
        DossierEvent(at=one.at, what="contact", contest=one.contest, by=one.by, detail=one.kind)
        for one in contacts
    ]
    events += [
        DossierEvent(at=one.reported_at, what="incident", detail=one.title, uid=one.uid) for one in incidents
    ]
    return tuple(sorted(events, key=lambda event: event.at, reverse=True))


def _form_events(forms: tuple[DossierForm, ...]) -> Iterator[DossierEvent]:
    for form in forms:
        yield DossierEvent(
            at=form.received_at, what="form", contest=form.contest, by=form.entered_by, detail=form.source, uid=form.uid
        )  # fmt: skip
        for step in form.steps:
            yield DossierEvent(
                at=step.at, what=step.step, contest=form.contest, by=step.by, detail=step.detail, uid=form.uid
            )  # fmt: skip


def _forms(connection: Connection, key: dict[str, int]) -> tuple[DossierForm, ...]:
    rows = connection.execute(sql("board_station_forms"), key).all()
    known = read_forms(connection, [row.form_id for row in rows])
    # An earlier revision tells as much as the newest: a source that waits for a second typist is withheld as a whole.
    hidden = {
        (row.contest, row.source) for row in rows if row.form_id in known and waits_for(known[row.form_id])
    }
    steps: dict[int, list[DossierStep]] = {}
    for row in connection.execute(sql("verify_steps"), {"form_ids": [row.form_id for row in rows]}):
        step = DossierStep(step=row.step, role=row.role, at=row.at_utc, by=row.by, detail=row.detail)
        steps.setdefault(row.form_id, []).append(step)
    return tuple(
        _form(row, tuple(steps.get(row.form_id, ())), shown=(row.contest, row.source) not in hidden)
        for row in rows
    )


def _form(row: Row[Any], steps: tuple[DossierStep, ...], *, shown: bool) -> DossierForm:
    return DossierForm(
        uid=row.uid,
        contest=row.contest,
        source=row.source,
        counting=row.is_counting,
        revision=row.revision,
        current=row.is_current,
        state=row.state,
        received_at=row.received_at_utc,
        entered_by=row.entered_by,
        reason=row.reason if shown else None,
        hold_rule=row.hold_rule,
        hold_detail=row.hold_detail if shown or row.hold_rule == "manager" else None,
        figures_shown=shown,
        photos=tuple(row.photos),
        steps=steps,
    )


def _incidents(connection: Connection, key: dict[str, int]) -> tuple[DossierIncident, ...]:
    return tuple(
        DossierIncident(
            uid=row.uid,
            category=row.category,
            title=row.title,
            severity=row.severity,
            status=row.status,
            reported_at=row.reported_at_utc,
        )
        for row in connection.execute(sql("board_station_incidents"), key)
    )


def _findings(connection: Connection, key: dict[str, int]) -> tuple[DossierFinding, ...]:
    ids = [row.form_id for row in connection.execute(sql("board_station_forms"), key) if row.is_current]
    return tuple(
        DossierFinding(
            rule=row.rule, contest=row.contest, form=row.form, score=row.score, found_at=row.found_at_utc
        )
        for row in connection.execute(sql("board_station_findings"), {"form_ids": ids})
    )


def _alerts(connection: Connection, key: dict[str, int]) -> tuple[DossierAlert, ...]:
    return tuple(
        DossierAlert(
            uid=row.uid, kind=row.kind, severity=row.severity, status=row.status, opened_at=row.opened_at_utc
        )
        for row in connection.execute(sql("board_station_alerts"), key)
    )
