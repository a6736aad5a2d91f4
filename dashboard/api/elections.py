"""`/api/v1/elections...`: what is published, a station's figures, search and the list of versions.

Everything comes from the documents of one version: the public one, or the one that `?version=` names, whose
answers never change.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from flask import Blueprint, Response, abort, request

from components.languages import languages
from dashboard.access import access
from dashboard.api.replies import FRESH, IMMUTABLE, JSON, accept_encoding, deliver, made, only, tagged, whole
from dashboard.parts import Parts
from data.cache import version_key
from data.errors import NotPublished, StoreDamaged
from data.published import PublishedStore
from data.records import (
    AreaRef,
    ChildTotal,
    ContestLine,
    Party,
    Pointer,
    PublicForm,
    Record,
    StationPlace,
    VersionIndex,
)
from data.search import MOST_RESULTS

LAST_VERSION = 999_999_999


class ElectionLine(Record, frozen=True, kw_only=True):
    """One published election in the list."""

    code: str
    title: str
    date: str
    type: str
    timezone: str
    status: str
    is_test: bool
    version: int
    published_at: datetime
    url: str


class Elections(Record, frozen=True, kw_only=True):
    """`/api/v1/elections`: every published election, newest first."""

    elections: tuple[ElectionLine, ...]


class ElectionSummary(Record, frozen=True, kw_only=True):
    """`/api/v1/elections/<e>`: an election at one version with its contests and where their documents are.

    `pointer` is null when the address names the version: that answer never changes, the pointer does.
    """

    code: str
    title: str
    date: str
    type: str
    timezone: str
    status: str
    is_test: bool
    version: int
    published_at: datetime
    pointer: Pointer | None
    levels: tuple[str, ...]
    root: str
    contests: tuple[ContestLine, ...]
    parties: tuple[Party, ...]
    publish_states: tuple[str, ...]
    links: dict[str, str]


class StationCandidate(Record, frozen=True, kw_only=True):
    """A candidate on a station's form; `votes` is null while no form of the station is in the figures."""

    code: str
    name: str
    party: Party | None
    votes: int | None


class StationContest(Record, frozen=True, kw_only=True):
    """A station's figures in one contest; `form` is null where figures are not published by station."""

    contest: str
    title: str
    status: str
    document: str | None
    form: ChildTotal | None
    candidates: tuple[StationCandidate, ...]


class StationFigures(Record, frozen=True, kw_only=True):
    """`/api/v1/elections/<e>/stations/<code>`: one station in all contests of one version."""

    election: str
    version: int
    published_at: datetime
    status: str
    is_test: bool
    station: StationPlace
    path: tuple[AreaRef, ...]
    contests: tuple[StationContest, ...]


class StationForms(Record, frozen=True, kw_only=True):
    """`/api/v1/elections/<e>/stations/<code>/forms`: every form of a station, of every source, with all revisions."""

    election: str
    version: int
    is_test: bool
    station: StationPlace
    document: str | None
    forms: tuple[PublicForm, ...]


def elections_blueprint(parts: Parts) -> Blueprint:
    """Return the routes over the store of `parts`."""
    blueprint = Blueprint("elections", __name__, url_prefix="/api/v1/elections")
    _add_elections(blueprint, parts)
    _add_questions(blueprint, parts)
    return blueprint


def _add_elections(blueprint: Blueprint, parts: Parts) -> None:
    """Add the routes that say what there is."""

    @blueprint.get("")
    @access("public")
    def elections() -> Response:
        """Every published election."""
        only(JSON)
        body = msgspec.json.encode(Elections(elections=tuple(_lines(parts.store))))
        return deliver(tagged(body), cache=FRESH)

    @blueprint.get("/<election>")
    @access("public")
    def election(election: str) -> Response:
        """One election with its contests."""
        only(JSON)
        index, pinned = pinned_index(parts.store, election)
        pointer = None if pinned else parts.store.pointer(election)
        body = msgspec.json.encode(_summary(index, pointer))
        return deliver(tagged(body), cache=IMMUTABLE if pinned else FRESH, version=index.version)

    @blueprint.get("/<election>/changes")
    @access("public")
    def changes(election: str) -> Response:
        """The newest versions and what each changed."""
        only(JSON)
        index, pinned = pinned_index(parts.store, election)
        path = parts.store.path(election, index.version, "changes.json")
        variant = parts.store.variant(path, accept_encoding())
        return deliver(variant, cache=IMMUTABLE if pinned else FRESH, version=index.version)


def _add_questions(blueprint: Blueprint, parts: Parts) -> None:
    """Add the routes that look something up."""

    @blueprint.get("/<election>/stations/<code>")
    @access("public")
    def station(election: str, code: str) -> Response:
        """A station's figures in all contests."""
        only(JSON)
        index, pinned = pinned_index(parts.store, election)
        place = parts.lookups.of(election, index.version).station(code)
        key = version_key(index, "station", place.code)
        return made(
            parts.cache,
            key,
            lambda: station_figures(parts, index, place),
            pinned=pinned,
            version=index.version,
        )

    @blueprint.get("/<election>/stations/<code>/forms")
    @access("public")
    def forms(election: str, code: str) -> Response:
        """A station's forms of every source with their history."""
        only(JSON)
        index, pinned = pinned_index(parts.store, election)
        place = parts.lookups.of(election, index.version).station(code)
        body = msgspec.json.encode(station_forms(parts.store, index, place))
        return deliver(tagged(body), cache=IMMUTABLE if pinned else FRESH, version=index.version)

    @blueprint.get("/<election>/search")
    @access("public")
    def search(election: str) -> Response:
        """Areas, candidates and stations with a name or code like `q`."""
        only(JSON)
        index, pinned = pinned_index(parts.store, election)
        limit = whole("limit", default=8, low=1, high=MOST_RESULTS) or 8
        query = request.args.get("q", "")
        body = msgspec.json.encode(
            parts.search.find(election, index.version, query, limit=limit, lang=_lang())
        )
        return deliver(tagged(body), cache=IMMUTABLE if pinned else FRESH, version=index.version)


def _lang() -> str:
    """The language in which names are wanted; English ones, the registered, without it or for one that is not there."""
    lang = request.args.get("lang", "en")
    return lang if lang in languages() else "en"


def pinned_index(store: PublishedStore, election: str) -> tuple[VersionIndex, bool]:
    """Return the index of the version asked for by `?version=`, else of the public one, and which it was."""
    pinned = whole("version", default=None, low=1, high=LAST_VERSION)
    version = pinned or store.pointer(election).version
    return store.index(election, version), pinned is not None


def station_figures(parts: Parts, index: VersionIndex, place: StationPlace) -> StationFigures:
    """Return one station in all contests of a version, from the documents of its ward."""
    contests = tuple(_station_contest(parts.store, index, contest, place) for contest in index.contests)
    return StationFigures(
        election=index.election,
        version=index.version,
        published_at=index.published_at,
        status=index.status,
        is_test=index.is_test,
        station=place,
        path=parts.lookups.of(index.election, index.version).path(place.area),
        contests=contests,
    )


def station_forms(store: PublishedStore, index: VersionIndex, place: StationPlace) -> StationForms:
    """Return the forms of one station in a version, from the file of its ward."""
    name = f"_forms/{place.area}"
    found = store.forms(index.election, index.version, place.area)
    return StationForms(
        election=index.election,
        version=index.version,
        is_test=index.is_test,
        station=place,
        document=f"/data/{index.election}/v{index.version}/{name}.json" if found is not None else None,
        forms=tuple(form for form in found.forms if form.station == place.code) if found is not None else (),
    )


def _station_contest(
    store: PublishedStore, index: VersionIndex, contest: ContestLine, place: StationPlace
) -> StationContest:
    name = f"{contest.code}/{place.area}"
    form = None
    candidates: tuple[StationCandidate, ...] = ()
    if name in index.documents:
        document = store.document(index.election, index.version, contest.code, place.area)
        form = next((child for child in document.children if child.code == place.code), None)
        votes = form.votes if form is not None else {}
        candidates = tuple(
            StationCandidate(code=one.code, name=one.name, party=one.party, votes=votes.get(one.code))
            for one in sorted(document.candidates, key=lambda one: one.ballot_order)
        )
    return StationContest(
        contest=contest.code,
        title=contest.title,
        status=contest.status,
        document=f"/data/{index.election}/v{index.version}/{name}.json" if form is not None else None,
        form=form,
        candidates=candidates if form is not None else (),
    )


def _lines(store: PublishedStore) -> list[ElectionLine]:
    """Return a line for each election that can be read; one damaged store folder hides no other election."""
    lines = []
    for code in store.elections():
        try:
            pointer = store.pointer(code)
            index = store.index(code, pointer.version)
        except (NotPublished, StoreDamaged):
            continue
        lines.append(
            ElectionLine(
                code=code,
                title=index.title,
                date=index.date,
                type=index.type,
                timezone=index.timezone,
                status=pointer.status,
                is_test=pointer.is_test,
                version=pointer.version,
                published_at=pointer.published_at,
                url=f"/api/v1/elections/{code}",
            )
        )
    if not lines and store.elections():
        abort(503, "No election can be read at the moment.")
    return sorted(lines, key=lambda line: (line.date, line.code), reverse=True)


def _summary(index: VersionIndex, pointer: Pointer | None) -> ElectionSummary:
    base = f"/data/{index.election}"
    api = f"/api/v1/elections/{index.election}"
    return ElectionSummary(
        code=index.election,
        title=index.title,
        date=index.date,
        type=index.type,
        timezone=index.timezone,
        status=index.status,
        is_test=index.is_test,
        version=index.version,
        published_at=index.published_at,
        pointer=pointer,
        levels=index.levels,
        root=index.root,
        contests=index.contests,
        parties=index.parties,
        publish_states=index.publish_states,
        links={
            "pointer": f"{base}/latest.json",
            "index": f"{base}/v{index.version}/index.json",
            "manifest": f"{base}/v{index.version}/manifest.json",
            "documents": f"{base}/v{index.version}/{{contest}}/{{area}}.json",
            "changes": f"{api}/changes",
            "search": f"{api}/search?q={{text}}",
            "stream": f"/api/v1/stream?election={index.election}",
        },
    )
