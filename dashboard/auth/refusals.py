"""Answers for who may not: strangers and sessions whose second factor is due; JSON under `/api`, else a page to go to.

Installed by `create_office_app` after the gate, whose errors these are.
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Flask, Response, redirect, request

from components.office.following import safe_next
from dashboard.auth.gate import FACTOR_PAGE, SAFE, FactorDue
from dashboard.office_api.replies import problem
from data.errors import NotSignedIn


def install_refusals(server: Flask) -> None:
    """Answer `NotSignedIn` and `FactorDue` everywhere."""

    @server.errorhandler(NotSignedIn)
    def stranger(error: NotSignedIn) -> Response:
        if request.path.startswith("/api/"):
            # Raised here it would be an error of the error handler, and so a 500.
            return problem(401, "not_signed_in", error.message)
        return _lead("/login")

    @server.errorhandler(FactorDue)
    def due(error: FactorDue) -> Response:
        if request.path.startswith("/api/"):
            return problem(403, "second_factor_due", error.message)
        return _lead(FACTOR_PAGE)


def _lead(address: str) -> Response:
    here = safe_next(request.path if request.method in SAFE else "")
    answer = redirect(address if here == "/" else f"{address}?next={quote(here, safe='/')}", code=303)
    answer.headers["Cache-Control"] = "no-store"
    return Response(answer.get_data(), 303, answer.headers)
