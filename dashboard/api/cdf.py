"""`/api/v1/elections/<e>/export/cdf.json.sig` and `cdf.xml.sig`: the publisher's signatures of whole election reports.

This process has no private key and signs nothing: it hands out what the publisher left in the store. The reports themselves are
formats of `dashboard.api.export`; they are made anew with the same bytes each time.
"""

from __future__ import annotations

from flask import Blueprint, Response

from dashboard.access import access
from dashboard.api.elections import pinned_index
from dashboard.api.replies import FRESH, IMMUTABLE, deliver, tagged
from dashboard.parts import Parts
from data.cdf.signing import kept_signature

_MEDIA = "application/octet-stream"


def signature_blueprint(parts: Parts) -> Blueprint:
    """Return the routes over the store of `parts`."""
    blueprint = Blueprint("cdf", __name__, url_prefix="/api/v1/elections")

    @blueprint.get("/<election>/export/cdf.json.sig")
    @access("public")
    def of_json(election: str) -> Response:
        """The signature of the report in JSON."""
        return _signature(parts, election, "json")

    @blueprint.get("/<election>/export/cdf.xml.sig")
    @access("public")
    def of_xml(election: str) -> Response:
        """The signature of the report in XML."""
        return _signature(parts, election, "xml")

    return blueprint


def _signature(parts: Parts, election: str, form: str) -> Response:
    index, pinned = pinned_index(parts.store, election)
    found = tagged(kept_signature(parts.store, election, index.version, form))
    return deliver(found, cache=IMMUTABLE if pinned else FRESH, mimetype=_MEDIA, version=index.version)
