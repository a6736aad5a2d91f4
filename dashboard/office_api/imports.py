"""Imports in the office's API: send a file, read its preview, approve it, cancel it, say what its columns mean.

Registered by `register_office_api`. Every change may come as JSON or as the form of a page that works without a script, which is
answered with the page. Files go to the disk piece by piece; the keeper does the work.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from collections.abc import Mapping as Mapping_
from pathlib import Path
from typing import Any, get_args
from uuid import UUID, uuid4

from flask import Blueprint, Response, abort, current_app, request
from sqlalchemy import Connection

from dashboard.access import access
from dashboard.aside import aside
from dashboard.auth.identity import current_actor, desk_of
from dashboard.auth.limits import limit
from dashboard.config import Settings
from dashboard.office_api.attachments import files_of
from dashboard.office_api.keys import known_uid
from dashboard.office_api.replies import BadBody, answer, body, problem
from dashboard.officesite import SITE, OfficeSite, lead
from data.acting import Actor
from data.elections import office_election
from data.errors import MatokeoError, NotAllowed, PersonRefused, StepRefused, UnknownElection
from data.imports.intake import NOT_WHOLE, Kept, Origin, add_job, as_asked
from data.imports.keeping import keep
from data.imports.reading import (
    list_changes,
    list_jobs,
    list_refusals,
    mapping_view,
    may_import,
    one_job,
    refusals_csv,
)
from data.imports.sniff import UploadRefused, file_name, recognise
from data.imports.steps import again, approve, cancel, set_mapping
from data.records.imports import (
    Approval,
    ImportChanges,
    ImportJob,
    ImportPage,
    ImportRefusals,
    ImportStatus,
    Mapping,
    MappingView,
)
from pages.office import import_job, imports

_AROUND = 64 * 1024
_PIECE = 256 * 1024
_JOB = "/api/v1/imports/{uid}"
_LAST = 2**31 - 1


def _step(summary: str, kind: type | None = None) -> dict[str, Any]:
    described: dict[str, Any] = {"summary": summary, "answers": {200: ImportJob}, "errors": (403, 404, 409)}
    if kind is not None:
        described |= {"body": kind, "errors": (400, 403, 404, 409, 422)}
    return {"post": described}


PATHS: dict[str, dict[str, Any]] = {
    "/api/v1/imports": {
        "get": {
            "summary": "Imports of an election, the newest first",
            "query": ("election", "status", "before"),
            "answers": {200: ImportPage},
            "errors": (400, 404),
        },
        "post": {
            "summary": "Send a file as `file` of a multipart form, with `election` and, if it is known, `kind`",
            "media": ("multipart/form-data",),
            "answers": {201: ImportJob},
            "errors": (400, 403, 404, 413, 422),
        },
    },
    _JOB: {"get": {"summary": "One import", "answers": {200: ImportJob}, "errors": (404,)}},
    f"{_JOB}/changes": {
        "get": {
            "summary": "The rows that it adds and changes",
            "query": ("verdict", "after"),
            "answers": {200: ImportChanges},
            "errors": (400, 404),
        }
    },
    f"{_JOB}/refusals": {
        "get": {
            "summary": "What it refuses, and why",
            "query": ("after",),
            "answers": {200: ImportRefusals},
            "errors": (400, 404),
        }
    },
    f"{_JOB}/refusals.csv": {
        "get": {"summary": "All that it refuses", "answers": {200: "text/csv"}, "errors": (404,)}
    },
    f"{_JOB}/approve": _step("Approve the preview with this hash", Approval),
    f"{_JOB}/cancel": _step("Cancel it"),
    f"{_JOB}/again": _step("Have it checked again"),
    f"{_JOB}/mapping": {
        "get": {"summary": "What is asked of its columns", "answers": {200: MappingView}, "errors": (404,)},
        **_step("Say what its columns and names mean", Mapping),
    },
}


def imports_blueprint(settings: Settings) -> Blueprint:
    """Return the routes of imports."""
    blueprint = Blueprint("imports", __name__)

    @blueprint.url_value_preprocessor
    def allow_files(endpoint: str | None, values: dict[str, Any] | None) -> None:
        # Before the gate looks for the token in a form that comes without a script; strangers never get so far.
        if endpoint == "imports.send" and request.method == "POST":
            request.max_content_length = settings.import_max_mb * 1024 * 1024 + _AROUND

    @blueprint.errorhandler(UploadRefused)
    def unfit(error: UploadRefused) -> Response:
        return problem(422, "refused", str(error), errors=[], warnings=[])

    @blueprint.errorhandler(UnknownElection)
    def no_election(error: UnknownElection) -> Response:
        return problem(404, "not_found", error.message)

    _add_sending(blueprint, settings)
    _add_reading(blueprint)
    _add_rows(blueprint)
    _add_steps(blueprint)
    return blueprint


def _add_sending(blueprint: Blueprint, settings: Settings) -> None:
    @blueprint.post("/api/v1/imports")
    @access("manager")
    @limit("30 per minute")
    def send() -> Response:
        """Keep a file and make a job of it."""
        actor = current_actor()
        try:
            return _send(actor, settings)
        except (UploadRefused, NotAllowed) as error:
            fault = error
            if not _is_page():
                raise
        return _site().respond("imports", lambda ask: imports.again(ask, fault))


def _send(actor: Actor, settings: Settings) -> Response:
    with desk_of().acting(actor) as connection:
        # A file of somebody who may not import is not even read.
        allowed = may_import(connection)
        if not allowed and not actor.may("admin"):
            raise NotAllowed(NOT_WHOLE)
        asked = request.form.get("election") or None
        chosen = office_election(connection, asked, settings.current_election) if allowed else None
    given = request.files.get("file")
    if given is None or not given.filename:
        raise BadBody("The multipart body has no part called `file`.")
    uid = uuid4()
    with tempfile.TemporaryDirectory(prefix="matokeo-upload-", dir=_incoming(settings)) as folder:
        path = Path(folder) / "file"
        given.save(path, buffer_size=_PIECE)
        size = path.stat().st_size
        if size > settings.import_max_mb * 1024 * 1024:
            abort(413, f"A file may have {settings.import_max_mb} MB.")
        what = as_asked(aside(lambda: recognise(path)), request.form.get("kind", ""))
        store = files_of()
        kept = Kept(
            name=file_name(given.filename), sha256=aside(lambda: keep(store, path)), size=size, what=what
        )
    if chosen is None and what.kind != "bundle":
        raise UnknownElection("There is no election yet.", remedy="Import a bundle first.")
    with desk_of().acting(actor) as connection:
        election_id = None if chosen is None else chosen.election_id
        add_job(connection, kept, Origin(uid=uid, election_id=election_id, actor=actor))
        job = one_job(connection, uid)
    return lead(f"/manage/imports/{uid}") if _is_page() else answer(job, 201)


def _incoming(settings: Settings) -> Path:
    """Return where files are while they come: on the disk of the private things, not in memory."""
    path = settings.local / "incoming"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def _add_reading(blueprint: Blueprint) -> None:
    @blueprint.get("/api/v1/imports")
    @access("manager")
    @limit("240 per minute")
    def listed() -> Response:
        """List jobs."""
        status = request.args.get("status") or None
        if status is not None and status not in get_args(ImportStatus):
            raise BadBody(f"The status is one of {', '.join(get_args(ImportStatus))}.")
        code = request.args.get("election") or None

        def read(connection: Connection) -> ImportPage:
            chosen = office_election(connection, code).election_id if code else None
            return list_jobs(connection, election_id=chosen, status=status, before=_number("before"))

        return _reading(read)

    @blueprint.get("/api/v1/imports/<uid>")
    @access("manager")
    @limit("600 per minute")
    def one(uid: str) -> Response:
        """Show a job."""
        return _reading(lambda connection: one_job(connection, known_uid(uid)))


def _add_rows(blueprint: Blueprint) -> None:
    @blueprint.get("/api/v1/imports/<uid>/changes")
    @access("manager")
    @limit("240 per minute")
    def changes(uid: str) -> Response:
        """Show what would change."""
        verdict = request.args.get("verdict") or None
        if verdict not in (None, "added", "changed"):
            raise BadBody("The verdict is added or changed.")
        return _about(uid, lambda c, found: list_changes(c, found, verdict=verdict, after=_number("after")))

    @blueprint.get("/api/v1/imports/<uid>/refusals")
    @access("manager")
    @limit("240 per minute")
    def refusals(uid: str) -> Response:
        """Show what is refused."""
        return _about(uid, lambda c, found: list_refusals(c, found, after=_number("after")))

    @blueprint.get("/api/v1/imports/<uid>/mapping")
    @access("manager")
    @limit("240 per minute")
    def asked(uid: str) -> Response:
        """Show what a mapping is asked for."""
        return _about(uid, mapping_view)

    @blueprint.get("/api/v1/imports/<uid>/refusals.csv")
    @access("manager")
    @limit("30 per minute")
    def download(uid: str) -> Response:
        """All refusals as CSV."""
        found = known_uid(uid)
        with desk_of().acting(current_actor()) as connection:
            one_job(connection, found)
            words = "".join(refusals_csv(connection, found))
        response = Response(words.encode(), mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="refused-{found}.csv"'
        response.headers["Cache-Control"] = "no-store"
        return response


def _add_steps(blueprint: Blueprint) -> None:
    @blueprint.post("/api/v1/imports/<uid>/approve")
    @access("manager")
    @limit("60 per minute")
    def agree(uid: str) -> Response:
        """Approve the preview."""
        asked = _said(Approval, lambda form: {"preview": form("preview"), "reason": form("reason")})
        return _stepping(uid, lambda c, actor, found: approve(c, actor, found, asked))

    @blueprint.post("/api/v1/imports/<uid>/cancel")
    @access("manager")
    @limit("60 per minute")
    def stop(uid: str) -> Response:
        """Cancel the job."""
        return _stepping(uid, cancel)

    @blueprint.post("/api/v1/imports/<uid>/again")
    @access("manager")
    @limit("60 per minute")
    def repeat(uid: str) -> Response:
        """Check the job again."""
        return _stepping(uid, again)

    @blueprint.post("/api/v1/imports/<uid>/mapping")
    @access("manager")
    @limit("60 per minute")
    def explain(uid: str) -> Response:
        """Keep a mapping."""
        said = _said(Mapping, lambda _: read_form(request.form))
        return _stepping(uid, lambda c, actor, found: set_mapping(c, actor, found, said))


def _reading(read: Callable[[Connection], Any]) -> Response:
    with desk_of().acting(current_actor()) as connection:
        found = read(connection)
    return answer(found)


def _about(uid: str, read: Callable[[Connection, UUID], Any]) -> Response:
    """Answer about a job that the person may see."""
    found = known_uid(uid)

    def seen(connection: Connection) -> Any:
        one_job(connection, found)
        return read(connection, found)

    return _reading(seen)


def _stepping(uid: str, step: Callable[[Connection, Actor, UUID], ImportJob]) -> Response:
    """Do a step; a form without a script gets its page again, with what was wrong."""
    actor, found = current_actor(), known_uid(uid)
    try:
        with desk_of().acting(actor) as connection:
            job = step(connection, actor, found)
    except (StepRefused, PersonRefused) as error:
        fault: MatokeoError = error
        if not _is_page():
            raise
        return _site().respond("import_job", lambda ask: import_job.again(ask, fault), uid=uid)
    return lead(f"/manage/imports/{found}") if _is_page() else answer(job)


def _said(kind: type[Any], of_form: Callable[[Callable[[str], str]], dict[str, Any]]) -> Any:
    """Return the body, from JSON or from a form."""
    if not _is_page():
        return body(kind)
    return kind(**of_form(lambda name: request.form.get(name, "")[:1000].replace("\0", "")))


def read_form(form: Mapping_[str, str]) -> dict[str, Any]:
    """Return a mapping's tables from a form: `columns.<ours>` are selects, other names come in numbered pairs."""
    columns = {key[8:]: value for key, value in form.items() if key.startswith("columns.") and value}
    tables: dict[str, dict[str, str]] = {"contests": {}, "candidates": {}, "places": {}}
    for key, shown in form.items():
        table, _, number = key.partition("_name.")
        code = form.get(f"{table}.{number}", "").strip()
        if table in tables and number.isdigit() and code:
            tables[table][shown] = code
    return {"columns": columns, "name": form.get("name", ""), **tables}


def _is_page() -> bool:
    """Tell whether a browser without a script asks, and wants a page."""
    form = request.mimetype in ("multipart/form-data", "application/x-www-form-urlencoded")
    return form and "text/html" in request.headers.get("Accept", "")


def _number(name: str) -> int | None:
    words = request.args.get(name, "")
    if not words:
        return None
    if not (words.isascii() and words.isdigit()) or int(words) > _LAST:
        raise BadBody(f"{name} is a number.")
    return int(words)


def _site() -> OfficeSite:
    site: OfficeSite = current_app.extensions[SITE]
    return site
