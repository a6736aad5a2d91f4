"""Makes `_forms/<area>.json`: every form behind an area's figures with its revisions, checks, steps and photographs.

Called by `data.publish.publisher` inside its snapshot. Only what changed is read: the file of the version before is
the base, and forms that differ from it (or all of a cell that has none yet) are put in. It never learns who entered
or checked a form, and tells no figure that a second typist must not see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from data.engine import sql
from data.publish.contents import Previous
from data.publish.cube import Changed, Cube, Key
from data.publish.history import comparisons, public_form
from data.publish.photos import Photos
from data.publish.register import Register
from data.records import AreaForms, AreaRef, PublicForm

# Areas read at once: some hundred thousand votes at most.
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Paper:
    """The file of one area, encoded as of a version; `news`: it tells of more than another step in a form's life."""

    content: bytes
    version: int
    news: bool


@dataclass(slots=True)
class _Chosen:
    """The changed cells to look at, by area: of the counting source, and of the others."""

    changed: Changed
    counting: dict[int, list[Key]] = field(default_factory=lambda: defaultdict(list))
    beside: dict[int, list[Key]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class _Wanted:
    """What is read of some areas: counting forms of single stations, and whole cells with whether they count."""

    stations: list[tuple[int, int, int]] = field(default_factory=list)
    cells: list[tuple[int, int, bool]] = field(default_factory=list)


def file_name(area_code: str) -> str:
    """Return the name of an area's file without its ending, as the index has it."""
    return f"_forms/{area_code}"


class Provenance:
    """The files of forms that wait for the next version, brought up to each snapshot by `read`."""

    def __init__(self, cube: Cube, photos: Photos) -> None:
        self.papers: dict[int, Paper] = {}
        self._cube = cube
        self._register: Register = cube.register
        self._photos = photos
        self._races = {
            race.race_id: (contest, race)
            for contest in self._register.contests.values()
            for race in contest.races.values()
        }
        self._version = 1
        self._order = {contest.code: place for place, contest in enumerate(self._register.contests.values())}

    @property
    def has_news(self) -> bool:
        """Tell whether the waiting files are worth a version of their own."""
        return any(paper.news for paper in self.papers.values())

    def read(self, connection: Connection, changed: Changed, previous: Previous, *, since: int) -> None:
        """Bring the files up to what changed, for the version after `previous`.

        Of a first reading of the election (`changed.everything`) only cells tallied after `since` are looked at, and
        those of areas that the version before has no file of.
        """
        self._version = (previous.version or 0) + 1
        chosen = _Chosen(changed)
        for cells, keys in ((changed.cells, chosen.counting), (changed.beside, chosen.beside)):
            for key, seq in cells.items():
                if not changed.everything or seq > since or not self._is_known(key[1], previous):
                    keys[key[1]].append(key)
        areas = sorted({*chosen.counting, *chosen.beside, *self._compared(chosen.counting)})
        for start in range(0, len(areas), _BATCH):
            self._read_areas(connection, areas[start : start + _BATCH], chosen, previous)

    def take(self, version: int) -> dict[int, bytes]:
        """Return the waiting files, each saying that it is of `version`."""
        return {area: _dated(paper, version) for area, paper in self.papers.items()}

    def _is_known(self, area_id: int, previous: Previous) -> bool:
        name = f"{file_name(self._register.areas[area_id].code)}.json"
        return name in previous.entries and previous.photos == self._register.photos

    def _compared(self, leaves: Iterable[int]) -> set[int]:
        """The areas above changed leaves whose own forms are compared with the sum of what is below."""
        above = {area for leaf in leaves for area in self._register.areas[leaf].path}
        return {area for area in above if self._cube.beside.has_own(area)}

    def _read_areas(
        self, connection: Connection, areas: Sequence[int], chosen: _Chosen, previous: Previous
    ) -> None:
        bases = {area: self._base(area, previous) for area in areas}
        wanted = _Wanted()
        for area in areas:
            for key in chosen.counting.get(area, ()):
                self._want(wanted, key, bases[area], chosen.changed.forms.get(key, ()))
            for contest_id, _ in chosen.beside.get(area, ()):
                wanted.cells.append((self._race_id(contest_id, area), area, False))
        found: dict[int, list[PublicForm]] = defaultdict(list)
        if wanted.stations or wanted.cells:
            rows = connection.execute(sql("publish_forms"), self._parameters(wanted)).all()
            for _, group in groupby(
                rows, key=lambda r: (r.race_id, r.leaf_area_id, r.station_id, r.source, r.is_counting)
            ):
                revisions = list(group)
                found[revisions[0].leaf_area_id].append(self._form(revisions))
        for area in areas:
            self._put(area, bases[area], wanted, found.get(area, []))

    def _base(self, area_id: int, previous: Previous) -> AreaForms | None:
        waiting = self.papers.get(area_id)
        name = f"{file_name(self._register.areas[area_id].code)}.json"
        if waiting is None and not self._is_known(area_id, previous):
            return None
        content = waiting.content if waiting else previous.content(name)
        try:
            return msgspec.json.decode(content or b"", type=AreaForms)
        except msgspec.DecodeError:
            return None  # a damaged or lost file is made anew from the forms that change

    def _want(self, wanted: _Wanted, key: Key, base: AreaForms | None, forms: Sequence[Row[Any]]) -> None:
        """Ask for the whole cell, or only for the stations whose form is not as the file has it."""
        contest, area_id = self._register.contests[key[0]], key[1]
        race_id = self._race_id(key[0], area_id)
        if base is None or any(form.station_id is None for form in forms):
            wanted.cells.append((race_id, area_id, True))
            return
        codes = {station_id: place.code for station_id, place in self._register.stations.get(area_id, ())}
        told = {form.station: form for form in base.forms if form.counting and form.contest == contest.code}
        for form in forms:
            public = told.get(codes.get(form.station_id))
            if public is None or _differs(form, public):
                wanted.stations.append((race_id, area_id, form.station_id))

    def _race_id(self, contest_id: int, area_id: int) -> int:
        contest = self._register.contests[contest_id]
        race_area = self._register.ancestor(area_id, contest.level)
        return contest.races[race_area or 0].race_id

    def _parameters(self, wanted: _Wanted) -> dict[str, Any]:
        return {
            "race_ids": [race for race, _, _ in wanted.stations],
            "area_ids": [area for _, area, _ in wanted.stations],
            "station_ids": [station for _, _, station in wanted.stations],
            "cell_race_ids": [race for race, _, _ in wanted.cells],
            "cell_area_ids": [area for _, area, _ in wanted.cells],
            "cell_counting": [counting for _, _, counting in wanted.cells],
            "publish_states": list(self._register.publish_states),
        }

    def _form(self, revisions: Sequence[Row[Any]]) -> PublicForm:
        first = revisions[0]
        contest, race = self._races[first.race_id]
        places = dict(self._register.stations.get(first.leaf_area_id, ()))
        place = places.get(first.station_id)
        return public_form(
            revisions,
            contest=contest.code,
            station=place.code if place else None,
            codes={candidate.candidate_id: candidate.code for candidate in race.candidates},
            photos=self._photos if self._register.photos else None,
        )

    def _put(self, area_id: int, base: AreaForms | None, wanted: _Wanted, fresh: list[PublicForm]) -> None:
        """Put `fresh` into the file in place of what was asked for; a file that says the same is not kept."""
        area = self._register.areas[area_id]
        kept = self._kept(area_id, base, wanted) if base else []
        forms = tuple(sorted((*kept, *fresh), key=self._place(area_id)))
        compared = comparisons(self._cube, area_id)
        if base is None and not forms:
            return
        if base is not None and (base.forms, base.comparisons) == (forms, compared):
            return
        with_forms = {form.station for form in forms}
        record = AreaForms(
            election=self._register.code,
            version=self._version,
            area=AreaRef(code=area.code, name=area.name, level=self._register.levels[area.level]),
            stations=tuple(
                AreaRef(code=place.code, name=place.name, level="station")
                for _, place in self._register.stations.get(area_id, ())
                if place.code in with_forms
            ),
            forms=forms,
            comparisons=compared,
        )
        before = self.papers.get(area_id)
        news = (before is not None and before.news) or base is None or _facts(base) != _facts(record)
        self.papers[area_id] = Paper(msgspec.json.encode(record), self._version, news)

    def _kept(self, area_id: int, base: AreaForms, wanted: _Wanted) -> list[PublicForm]:
        codes = {station_id: place.code for station_id, place in self._register.stations.get(area_id, ())}
        cells = {
            (self._races[race][0].code, counting) for race, area, counting in wanted.cells if area == area_id
        }
        stations = {
            (self._races[race][0].code, codes.get(station))
            for race, area, station in wanted.stations
            if area == area_id
        }
        return [
            form
            for form in base.forms
            if (form.contest, form.counting) not in cells
            and not (form.counting and (form.contest, form.station) in stations)
        ]

    def _place(self, area_id: int) -> Any:
        """The order of an area's forms: contests as on the ballot, the area's own first, stations as registered."""
        places = self._register.stations.get(area_id, ())
        stations = {place.code: number for number, (_, place) in enumerate(places)}
        return lambda form: (
            self._order.get(form.contest, 0),
            stations.get(form.station, -1),
            not form.counting,
            form.source,
        )


def _dated(paper: Paper, version: int) -> bytes:
    """The file as of `version`: one that waited for it was made for an earlier one that never came."""
    if paper.version == version:
        return paper.content
    record = msgspec.json.decode(paper.content, type=AreaForms)
    return msgspec.json.encode(msgspec.structs.replace(record, version=version))


def _differs(form: Row[Any], public: PublicForm) -> bool:
    """Tell whether a current form is not as its public history ends."""
    last = public.revisions[-1]
    if (form.revision, form.state, form.hold_rule) != (last.revision, last.state, last.hold_rule):
        return True
    # A form that rules hold stays disputed when a second person agrees with it: only its steps tell.
    read_twice = any(step.step in ("agreed", "verified") for step in last.steps)
    return bool(
        form.withheld != last.withheld or (form.state == "disputed" and form.is_read_twice != read_twice)
    )


def _facts(record: AreaForms) -> tuple[Any, ...]:
    """What a file says but for the steps and the comparison, which no total waits for."""
    return tuple(
        msgspec.structs.replace(
            form, revisions=tuple(msgspec.structs.replace(one, steps=()) for one in form.revisions)
        )
        for form in record.forms
    )
