"""`/api/v1/elections/<e>/export/<contest>.csv` and `.json`: a whole contest of one version, sent as it is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask import Blueprint, Response, abort

from dashboard.access import access
from dashboard.api.elections import pinned_index
from dashboard.api.replies import JSON, only
from dashboard.api.sending import ExportLane
from dashboard.parts import Parts
from data.export import areas, csv_chunks, json_chunks
from data.published import PublishedStore

CSV = "text/csv"

Write = Callable[[PublishedStore, str, int, str], Iterator[bytes]]
FORMATS: dict[str, tuple[str, Write]] = {"csv": (CSV, csv_chunks), "json": (JSON, json_chunks)}


def export_blueprint(parts: Parts, lane: ExportLane) -> Blueprint:
    """Return the routes over the store of `parts`; they run in `lane`."""
    blueprint = Blueprint("export", __name__, url_prefix="/api/v1/elections")

    @blueprint.get("/<election>/export/<name>")
    @access("public")
    def export(election: str, name: str) -> Response:
        """One contest as a file."""
        contest, _, form = name.rpartition(".")
        if form not in FORMATS:
            abort(404, "Exports are .csv and .json.")
        mimetype, write = FORMATS[form]
        only(mimetype)
        index, pinned = pinned_index(parts.store, election)
        areas(parts.store, election, index.version, contest)
        return lane.send(
            write(parts.store, election, index.version, contest),
            index=index,
            pinned=pinned,
            media=f"{mimetype}; charset=utf-8",
            name=f"{election}-{contest}-v{index.version}.{form}",
        )

    return blueprint
