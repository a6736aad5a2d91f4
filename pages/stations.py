"""Opens a polling station for its page and its light page, so that both read the same forms at the same version.

Called by those page modules. Must not draw.
"""

from __future__ import annotations

from components.station import StationView
from components.view import path_of
from data.errors import NotPublished
from data.records import HeldForm, PublicForm, ResultsDocument, StationPlace, VersionIndex
from pages.page import Ask


def station_view(ask: Ask) -> StationView:
    """Return what is drawn of the station that the address names; raises `NotPublished` for an unknown code."""
    election, code = ask.values["election"], ask.values["code"]
    pointer, index = ask.pointer(election), ask.index(election)
    station = _station(ask, index, code)
    return StationView(
        index=index,
        pointer=pointer,
        t=ask.t,
        urls=ask.urls,
        station=station,
        path=path_of(ask.places(election), station.area),
        documents=_ward_documents(ask, index, station.area),
        held=_held(ask, index, code),
        forms=_forms(ask, index, station),
    )


def _station(ask: Ask, index: VersionIndex, code: str) -> StationPlace:
    names = ask.names(index.election)
    for station in ask.store.stations(index.election, index.version).stations:
        if station.code == code:
            return names.station(station) if names else station
    raise NotPublished(f"There is no polling station {code!r} in {index.election}.")


def _ward_documents(ask: Ask, index: VersionIndex, ward: str) -> dict[str, ResultsDocument]:
    """The ward's document of each contest that publishes wards."""
    return {
        line.code: ask.document(index.election, line.code, ward)
        for line in index.contests
        if f"{line.code}/{ward}" in index.documents
    }


def _forms(ask: Ask, index: VersionIndex, station: StationPlace) -> tuple[PublicForm, ...]:
    found = ask.forms(index.election, station.area)
    return tuple(form for form in found.forms if form.station == station.code) if found else ()


def _held(ask: Ask, index: VersionIndex, code: str) -> tuple[HeldForm, ...]:
    forms = ask.held(index.election).forms
    return tuple(form for form in forms if form.station.code == code)
