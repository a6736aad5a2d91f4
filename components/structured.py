"""What a page is about in the words of schema.org: the election as an event, figures as a data set, the way to the page.

Called by `dashboard.shell` for pages that search engines may list. Writes names, times and addresses; never a figure,
because a snippet outlives the count it was taken from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from components.format import clean
from components.urls import UrlBuilder
from data.records import ResultsDocument, VersionIndex

Facts: TypeAlias = dict[str, Any]

_SCHEMA = "https://schema.org"


@dataclass(frozen=True)
class About:
    """The page that is described: its absolute address, its words and the election; `base` is the site's address."""

    base: str
    address: str
    name: str
    description: str
    index: VersionIndex
    urls: UrlBuilder
    licence: str = ""


def crumbs(base: str, steps: Sequence[tuple[str, str]]) -> Facts:
    """Describe the way to a page: names and addresses from the site's start down, the page itself last."""
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": base + address}
        for place, (name, address) in enumerate(steps, start=1)
    ]
    return {"@context": _SCHEMA, "@type": "BreadcrumbList", "itemListElement": items}


def event(about: About, place: str) -> Facts:
    """Describe the election as an event: its day, where, and the page of its results."""
    index = about.index
    return {
        "@context": _SCHEMA,
        "@type": "Event",
        "name": clean(index.title),
        "description": about.description,
        "startDate": index.date,
        "endDate": index.date,
        "eventStatus": f"{_SCHEMA}/EventScheduled",
        "eventAttendanceMode": f"{_SCHEMA}/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": place, "address": place},
        "url": about.address,
        "inLanguage": about.urls.lang,
    }


def contest_data(about: About, document: ResultsDocument) -> Facts:
    """Describe the figures of one contest in one area as a data set with its files."""
    urls, index = about.urls, about.index
    own = urls.document(index.election, document.version, document.contest, document.area.code)
    files = [_file(about, "application/json", own)]
    files += _exports(about, document.contest)
    return {
        **_dataset(about, files),
        "spatialCoverage": {"@type": "Place", "name": clean(document.area.name)},
        "includedInDataCatalog": _catalogue(about),
    }


def election_data(about: About) -> Facts:
    """Describe all files of an election as a data set."""
    files = [part for line in about.index.contests for part in _exports(about, line.code)]
    names = [clean(line.title) for line in about.index.contests]
    return {**_dataset(about, files), "keywords": names, "includedInDataCatalog": _catalogue(about)}


def _dataset(about: About, files: list[Facts]) -> Facts:
    index = about.index
    facts = {
        "@context": _SCHEMA,
        "@type": "Dataset",
        "name": about.name,
        "description": about.description,
        "url": about.address,
        "version": str(index.version),
        "dateModified": index.published_at.isoformat(),
        "temporalCoverage": index.date,
        "isAccessibleForFree": True,
        "inLanguage": about.urls.lang,
        "creator": {"@type": "Organization", "name": "Matokeo", "url": about.base + "/"},
        "distribution": files,
    }
    return {**facts, "license": about.licence} if about.licence else facts


def _exports(about: About, contest: str) -> list[Facts]:
    kinds = (("csv", "text/csv"), ("json", "application/json"))
    return [
        _file(about, media, about.urls.export(about.index.election, contest, kind)) for kind, media in kinds
    ]


def _file(about: About, media: str, address: str) -> Facts:
    return {"@type": "DataDownload", "encodingFormat": media, "contentUrl": about.base + address}


def _catalogue(about: About) -> Facts:
    return {"@type": "DataCatalog", "name": "Matokeo", "url": about.base + about.urls.data_page()}


def contest_steps(about: About, document: ResultsDocument) -> list[tuple[str, str]]:
    """List the way from the election through the contest down to the document's area."""
    urls, election = about.urls, document.election
    areas = [*document.area.path, document.area]
    return [
        (clean(about.index.title), urls.home(election)),
        *[(clean(area.name), urls.contest(election, document.contest, area.code)) for area in areas],
    ]
