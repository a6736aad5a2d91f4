"""The office's JSON API: Flask blueprints over `data`, behind the gate; described by `/api/v1/openapi.json`.

`register_office_api` is called by `create_office_app`. Each module makes one blueprint; views are thin: decode, call
`data`, encode.
"""

from __future__ import annotations

from flask import Flask

from dashboard.config import Settings
from dashboard.office_api.account import account_blueprint
from dashboard.office_api.alerts import alerts_blueprint
from dashboard.office_api.anomalies import anomalies_blueprint
from dashboard.office_api.assignments import assignments_blueprint
from dashboard.office_api.attachments import attachments_blueprint, install_files
from dashboard.office_api.audit import audit_blueprint
from dashboard.office_api.auth import auth_blueprint
from dashboard.office_api.board import board_blueprint
from dashboard.office_api.discrepancies import discrepancies_blueprint
from dashboard.office_api.forms import forms_blueprint
from dashboard.office_api.imports import imports_blueprint
from dashboard.office_api.incident_actions import incident_actions_blueprint
from dashboard.office_api.incident_map import incident_map_blueprint
from dashboard.office_api.incident_public import incident_public_blueprint
from dashboard.office_api.incidents import incidents_blueprint
from dashboard.office_api.notifications import notifications_blueprint
from dashboard.office_api.openapi import openapi_blueprint
from dashboard.office_api.people import people_blueprint
from dashboard.office_api.publish import publish_blueprint
from dashboard.office_api.replies import attach_replies
from dashboard.office_api.stations import stations_blueprint
from dashboard.office_api.stream import stream_blueprint
from dashboard.office_api.verify import verify_blueprint
from dashboard.office_api.wards import wards_blueprint
from data.acting import Desk


def register_office_api(server: Flask, desk: Desk, settings: Settings) -> None:
    """Add every route under `/api/v1` to the office's `server`."""
    attach_replies(server)
    server.register_blueprint(auth_blueprint())
    server.register_blueprint(account_blueprint())
    server.register_blueprint(alerts_blueprint())
    server.register_blueprint(notifications_blueprint())
    server.register_blueprint(audit_blueprint())
    server.register_blueprint(people_blueprint(settings))
    server.register_blueprint(assignments_blueprint())
    install_files(server, settings)
    server.register_blueprint(openapi_blueprint())
    server.register_blueprint(attachments_blueprint())
    server.register_blueprint(forms_blueprint())
    server.register_blueprint(incidents_blueprint())
    server.register_blueprint(incident_actions_blueprint())
    server.register_blueprint(incident_map_blueprint())
    server.register_blueprint(incident_public_blueprint())
    server.register_blueprint(imports_blueprint(settings))
    server.register_blueprint(stations_blueprint())
    server.register_blueprint(stream_blueprint(desk))
    server.register_blueprint(publish_blueprint())
    server.register_blueprint(verify_blueprint())
    server.register_blueprint(wards_blueprint())
    server.register_blueprint(discrepancies_blueprint())
    server.register_blueprint(anomalies_blueprint())
    server.register_blueprint(board_blueprint())
