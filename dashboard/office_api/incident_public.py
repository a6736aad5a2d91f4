"""The form at `/report` that anybody may send: small, slow, without a photo, and gone before it costs anything.

Registered by `register_office_api`. A stranger has no session; the gate asks that the form comes from this very site.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from flask import Blueprint, Response, abort, current_app, request

from components.office.incidentpublic import TRAP
from dashboard.access import access
from dashboard.auth.identity import desk_of
from dashboard.auth.limits import limit
from dashboard.office_api.keys import read_uuid
from dashboard.officesite import SITE, OfficeSite
from data.entry.receipt import receipt_code
from data.errors import NotThere
from data.incidents.strangers import (
    LONGEST,
    ReportRefused,
    StrangerForm,
    TooManyReports,
    store_stranger,
    stranger_form,
)
from data.records.incidents import PublicReport
from data.records.words import N_
from pages.office import incident_public

#: Bytes of a whole form: the longest words in UTF-8, quoted, with the rest.
LARGEST = 32 * 1024
_NAMES = ("category", "area", "station", "happened_at", "description")
TOO_LONG = N_("This is too long. Write it in fewer words.")
BUSY = N_("So many reports wait that yours would not be read soon. Try again later.")


def incident_public_blueprint() -> Blueprint:
    """Return the route of the form."""
    blueprint = Blueprint("incident_public", __name__)

    @blueprint.post("/report")
    @access("public")
    @limit("5 per minute; 30 per hour", address_times=1)
    def send() -> Response:
        """Store a stranger's report, or draw the form again."""
        if (request.content_length or LARGEST + 1) > LARGEST:
            abort(413)
        given = {name: request.form.get(name, "").replace("\0", "").strip() for name in _NAMES}
        key = read_uuid(request.form.get("key", "")) or uuid4()
        try:
            with desk_of().entry.begin() as connection:
                form = stranger_form(connection, request.form.get("election", "")[:100] or None)
        except NotThere as error:
            abort(404, error.message)
        if request.form.get(TRAP):
            # A program filled what no person sees: it is answered like a person and nothing is stored.
            return _site().respond(
                "incident_public", lambda ask: incident_public.arrived(ask, form, receipt_code([str(key)]))
            )
        return _stored(form, key, given)

    return blueprint


def _stored(form: StrangerForm, key: UUID, given: dict[str, str]) -> Response:
    try:
        report = _read(form, given)
        with desk_of().entry.begin() as connection:
            receipt = store_stranger(connection, form, key, report)
    except ReportRefused as refused:
        return _again(form, key, given, (refused.field, refused.message), 422)
    except TooManyReports:
        answer = _again(form, key, given, ("", BUSY), 429)
        answer.headers["Retry-After"] = "600"
        return answer
    return _site().respond("incident_public", lambda ask: incident_public.arrived(ask, form, receipt))


def _again(
    form: StrangerForm, key: UUID, given: dict[str, str], wrong: tuple[str, str], status: int
) -> Response:
    return _site().respond(
        "incident_public",
        lambda ask: incident_public.again(ask, form, given, key=str(key), wrong=wrong, status=status),
    )


def _read(form: StrangerForm, given: dict[str, str]) -> PublicReport:
    """Read the fields. Raises `ReportRefused`."""
    if len(given["description"]) > LONGEST:
        raise ReportRefused("description", TOO_LONG)
    for name in ("category", "area", "station"):
        if len(given[name]) > 100:
            raise ReportRefused(name, TOO_LONG)
    try:
        zone = ZoneInfo(form.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    try:
        happened = datetime.fromisoformat(given["happened_at"])
        happened = happened if happened.tzinfo else happened.replace(tzinfo=zone)
        return msgspec.convert(
            {
                "election": form.election,
                "category": given["category"] or "-",
                "description": given["description"] or " ",
                "happened_at": happened,
                "area": given["area"] or None,
                "station": given["station"] or None,
            },
            PublicReport,
        )
    except (ValueError, OverflowError) as error:
        raise ReportRefused("happened_at", N_("This time cannot be.")) from error


def _site() -> OfficeSite:
    site: OfficeSite = current_app.extensions[SITE]
    return site
