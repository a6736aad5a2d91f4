"""`/api/v1/elections/<e>/contests/...` and `/all-areas/...`: as much of a contest as a program wants, in one request.

Rows are those of the published documents, field by field; nothing is added up here. A list is paged by the code of its
last row, and `next` names the version, so a list read over several pages never mixes two.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Response, abort, request

from dashboard.access import access
from dashboard.api.elections import pinned_index
from dashboard.api.replies import FRESH, IMMUTABLE, JSON, deliver, made, only, tagged, whole
from dashboard.parts import Parts
from data.cache import version_key
from data.errors import NotPublished
from data.levels import STATION, areas_at_level
from data.records import ChildTotal, Party, Record, ResultsDocument, VersionIndex

MOST_ROWS = 500
USUAL_ROWS = 100
_LONGEST_FIELDS = 1000


class RowCandidate(Record, frozen=True, kw_only=True):
    """Whom a code in `votes` and `leader` stands for."""

    code: str
    name: str
    party: Party | None


class AreaRows(Record, frozen=True, kw_only=True):
    """Rows of one level of a contest. `next` is the address of the next page, null on the last one.

    `candidates` are those of the area asked for; a contest seen from above its races has none there: each row's race has its own
    document. `total` counts the rows of all pages.
    """

    election: str
    version: int
    published_at: datetime
    status: str
    is_test: bool
    contest: str
    area: str
    level: str
    total: int
    next: str | None
    candidates: tuple[RowCandidate, ...]
    areas: tuple[dict[str, Any], ...]


ROW_FIELDS = tuple(field.name for field in msgspec.structs.fields(ChildTotal))
DOCUMENT_FIELDS = tuple(field.name for field in msgspec.structs.fields(ResultsDocument))
#: Always there: without them a figure could be taken for another's, or for one that is final.
_MARKS = ("election", "contest", "version", "published_at", "status", "is_test", "area", "stations")
_ROW_MARKS = ("code", "name", "level", "stations")


def slices_blueprint(parts: Parts) -> Blueprint:
    """Return the routes over the store of `parts`."""
    blueprint = Blueprint("slices", __name__, url_prefix="/api/v1/elections")
    _add_lists(blueprint, parts)

    @blueprint.get("/<election>/contests/<contest>/areas/<area>")
    @access("public")
    def document(election: str, contest: str, area: str) -> Response:
        """One area's document, whole or only the fields asked for."""
        only(JSON)
        index, pinned = pinned_index(parts.store, election)
        wanted = _fields(DOCUMENT_FIELDS)
        found = parts.store.document(election, index.version, contest, area)
        body = msgspec.json.encode(_picked(found, wanted, _MARKS))
        return deliver(tagged(body), cache=IMMUTABLE if pinned else FRESH, version=index.version)

    return blueprint


def _add_lists(blueprint: Blueprint, parts: Parts) -> None:
    @blueprint.get("/<election>/contests/<contest>/areas")
    @access("public")
    def areas(election: str, contest: str) -> Response:
        """Rows of a level, page by page."""
        only(JSON)
        index, pinned = pinned_index(parts.store, election)
        page = _page(parts, index, contest)
        response = deliver(
            tagged(msgspec.json.encode(page)), cache=IMMUTABLE if pinned else FRESH, version=index.version
        )
        if page.next is not None:
            response.headers["Link"] = f'<{page.next}>; rel="next"'
        return response

    @blueprint.get("/<election>/all-areas/<contest>/<level>.json")
    @access("public")
    def all_areas(election: str, contest: str, level: str) -> Response:
        """Every area of a level at once, for maps."""
        only(JSON)
        index, pinned = pinned_index(parts.store, election)
        _known(parts, index, contest, index.root)
        _level(index, level, index.root)
        if level == STATION:
            abort(404, "All stations at once are in the export; here they come by area, page by page.")
        key = version_key(index, "all-areas", contest, level)
        return made(
            parts.cache,
            key,
            lambda: _rows(parts, index, (contest, index.root, level), None),
            pinned=pinned,
            version=index.version,
        )


def _page(parts: Parts, index: VersionIndex, contest: str) -> AreaRows:
    area = request.args.get("area") or index.root
    document = _known(parts, index, contest, area)
    level = request.args.get("level") or document.child_level or ""
    _level(index, level, area)
    if level == STATION and document.area.level not in index.levels[-2:]:
        abort(400, f"Stations come by area: area must be a {' or a '.join(index.levels[-2:])}, not {area!r}.")
    return _rows(
        parts, index, (contest, area, level), whole("limit", default=USUAL_ROWS, low=1, high=MOST_ROWS)
    )


def _known(parts: Parts, index: VersionIndex, contest: str, area: str) -> ResultsDocument:
    if f"{contest}/{area}" not in index.documents:
        raise NotPublished(f"There are no figures of {contest[:80]!r} in {area[:80]!r} of {index.election}.")
    return parts.store.document(index.election, index.version, contest, area)


def _level(index: VersionIndex, level: str, area: str) -> None:
    known = (*index.levels[1:], STATION)
    if level not in known:
        abort(400, f"level is {level[:40]!r}: it must be one of {', '.join(known)}, below {area[:80]!r}.")


def _rows(parts: Parts, index: VersionIndex, asked: tuple[str, str, str], limit: int | None) -> AreaRows:
    """Answer with the rows after the code in `after`; without a limit with all and no choice of fields."""
    contest, area, level = asked
    found = areas_at_level(parts.store, index, contest, level, below=area)
    shown, after, fields = list(found), "", None
    if limit is not None:
        fields = _fields(ROW_FIELDS)
        shown = _after(found, request.args.get("after", ""))
        after = shown[limit - 1].code if len(shown) > limit else ""
        shown = shown[:limit]
    document = parts.store.document(index.election, index.version, contest, area)
    return AreaRows(
        election=index.election,
        version=index.version,
        published_at=index.published_at,
        status=document.status,
        is_test=index.is_test,
        contest=contest,
        area=area,
        level=level,
        total=len(found),
        next=_next(index, asked, after, limit) if after else None,
        candidates=tuple(
            RowCandidate(code=one.code, name=one.name, party=one.party)
            for one in sorted(document.candidates, key=lambda one: one.ballot_order)
        ),
        areas=tuple(_picked(row, fields, _ROW_MARKS) for row in shown),
    )


def _after(rows: tuple[ChildTotal, ...], code: str) -> list[ChildTotal]:
    if not code:
        return list(rows)
    place = next((place for place, row in enumerate(rows) if row.code == code), None)
    if place is None:
        abort(400, f"after is {code[:80]!r}: it must be the code of a row of this list.")
    return list(rows[place + 1 :])


def _next(index: VersionIndex, asked: tuple[str, str, str], after: str, limit: int | None) -> str:
    """The next page, at this very version: a list read over several pages never mixes two."""
    contest, area, level = asked
    query: dict[str, str | int] = {"area": area, "level": level, "after": after, "version": index.version}
    if limit is not None:
        query["limit"] = limit
    if request.args.get("fields"):
        query["fields"] = request.args["fields"]
    return f"/api/v1/elections/{index.election}/contests/{contest}/areas?{urlencode(query)}"


def _fields(known: tuple[str, ...]) -> frozenset[str] | None:
    given = request.args.get("fields")
    if given is None:
        return None
    names = {name.strip() for name in given[:_LONGEST_FIELDS].split(",") if name.strip()}
    strange = sorted(names.difference(known))
    if strange or len(given) > _LONGEST_FIELDS:
        abort(400, f"fields names {', '.join(strange)[:200]!r}: known are {', '.join(known)}.")
    return frozenset(names)


def _picked(record: Record, wanted: frozenset[str] | None, always: tuple[str, ...]) -> dict[str, Any]:
    """A record as an object of its fields, or of those wanted and those that must be there."""
    return {
        name: getattr(record, name)
        for name in record.__struct_fields__
        if wanted is None or name in wanted or name in always
    }
