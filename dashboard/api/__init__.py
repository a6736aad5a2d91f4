"""The public data and API of the results site: Flask blueprints over published files, no database.

`register_api` is called by `dashboard.server.attach` in the public app only; the office must not have these routes,
which any site may read.
"""

from __future__ import annotations

from flask import Flask

from dashboard.api.cdf import signature_blueprint
from dashboard.api.elections import elections_blueprint
from dashboard.api.export import export_blueprint
from dashboard.api.files import FileLane, files_blueprint
from dashboard.api.openapi import openapi_blueprint
from dashboard.api.sending import ExportLane
from dashboard.api.slices import slices_blueprint
from dashboard.api.stream import StreamLane, stream_blueprint
from dashboard.parts import Parts


def register_api(server: Flask, parts: Parts) -> None:
    """Add every public route under `/data` and `/api/v1` to `server`."""
    server.register_blueprint(files_blueprint(parts))
    server.register_blueprint(elections_blueprint(parts))
    server.register_blueprint(export_blueprint(parts, ExportLane()))
    server.register_blueprint(signature_blueprint(parts))
    server.register_blueprint(slices_blueprint(parts))
    server.register_blueprint(stream_blueprint(parts))
    server.register_blueprint(openapi_blueprint())
    lane = StreamLane(FileLane(server.wsgi_app, parts.store), parts.hub)
    server.wsgi_app = lane  # type: ignore[method-assign]
