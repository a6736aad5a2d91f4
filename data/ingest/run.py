"""Imports: one transaction from the first check to the last row, or nothing.

`import_bundle` and `import_file` are what `dashboard.cli.import_commands`, the demo and tests call. A dry run does
all the work and rolls it back, so it finds whatever the real one would.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError

from data.engine import sql
from data.errors import ImportRefused
from data.ingest.ballot import read_candidates
from data.ingest.baseline import link_elections, store_comparison
from data.ingest.boundaries import check_box, read_boundaries
from data.ingest.bundle import Bundle, BundleReader, Progress, sha256_of
from data.ingest.forms import FormReader, FormRow, Rows
from data.ingest.known import Known
from data.ingest.load_ballot import load_candidates, load_contests, load_election, load_parties
from data.ingest.load_forms import compare_forms, open_stage, stage_forms, store_forms
from data.ingest.load_geometry import load_boundaries, refresh_geometry, stations_box, stored_box
from data.ingest.load_names import (
    load_area_names,
    load_candidate_names,
    load_party_names,
    load_station_names,
    load_titles,
)
from data.ingest.load_register import Place, load_areas, load_geography, load_stations, may_rename
from data.ingest.problems import Problems, Refusal
from data.ingest.register import read_stations
from data.ingest.stored import stored_known, stored_place
from data.ingest.summary import FileSummary, Summary
from data.ingest.tables import DEFAULT_MAX_BYTES, Source
from data.ingest.trail import Trail
from data.wards.indicators import load_indicators, read_indicators

KINDS = ("stations", "boundaries", "candidates", "results", "indicators")
_LOCK = 0x6D61746F  # "mato": any number that nothing else of the project locks


def _quiet(_line: str) -> None:
    """Drop progress."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to import: `keep_rest` stores the forms that pass of a results file although others are refused.

    For the office's imports: `compare_only` (with `dry_run`) compares forms with the store and writes none; `actor` stands
    in the audit log; `problems` takes the refusals; `on_row` hears of each form's row and `before_commit` of the whole,
    and may raise to undo it; `rows` reads a results file that is not one of ours.
    """

    dry_run: bool = False
    keep_rest: bool = False
    max_bytes: int = DEFAULT_MAX_BYTES
    progress: Progress = _quiet
    compare_only: bool = False
    actor: str | None = None
    problems: Problems | None = None
    on_row: Callable[[int], None] | None = None
    before_commit: Callable[[Connection, Sequence[FileSummary]], None] | None = None
    rows: Callable[[Place, Known, Source, FileSummary], Rows] | None = None


class _DryRun(Exception):
    """Rolls the transaction back at the end of a dry run."""


@contextmanager
def _transaction(engine: Engine, options: Options) -> Iterator[Connection]:
    """Open the one transaction of an import, alone; commit it unless this is a dry run or anything is raised."""
    try:
        with engine.begin() as connection:
            if not connection.execute(sql("ingest_lock"), {"key": _LOCK}).scalar_one():
                options.progress("waiting for another import to end")
                connection.execute(sql("ingest_lock_wait"), {"key": _LOCK})
            yield connection
            if options.dry_run:
                raise _DryRun
    except _DryRun:
        options.progress("dry run: nothing was stored")
    except IntegrityError as error:
        # Somebody entered the same form or station while the files were read.
        detail = str(error.orig).strip().splitlines()[-1]
        raise ImportRefused(
            f"The store changed while the import ran, nothing of it is stored ({detail}).",
            remedy="Import again.",
        ) from error


def import_bundle(engine: Engine, directory: Path, options: Options | None = None) -> Summary:
    """Load an election bundle, whole or not at all; `engine` connects as the owner of the store.

    Raises `ImportRefused` with all refusals when anything is wrong; nothing is stored then.
    """
    options = options or Options()
    started = time.monotonic()
    problems = options.problems or Problems()
    if not directory.is_dir():
        raise ImportRefused(
            f"{directory} is not a directory.", remedy="Name the directory that holds election.toml."
        )
    reader = BundleReader(directory, problems, options.progress, max_bytes=options.max_bytes)
    bundle = reader.read()
    if bundle is None:
        raise _refused(problems, directory.name, reader.files)
    with _transaction(engine, options) as connection:
        place = Place(connection, problems, Trail(bundle.header.code, options.actor))
        if problems.count():
            _check_results(bundle, problems, options)
        else:
            _load(place, bundle, options)
        if problems.count():
            raise _refused(problems, directory.name, reader.files)
        _finish(place, list(bundle.files.values()), options)
    files = list(bundle.files.values())
    return Summary(bundle.header.code, files, (), not options.dry_run, time.monotonic() - started)


def _refused(problems: Problems, name: str, files: dict[str, FileSummary]) -> ImportRefused:
    lines = problems.lines()
    for file in files.values():
        lines = (*lines, *(f"{file.file}: {note}" for note in file.notes if "not checked" in note))
    shown = "\n".join(lines[:20]) + (f"\n... and {len(lines) - 20} more" if len(lines) > 20 else "")
    message = f"{name} is refused, nothing of it is stored ({problems.count()} refusals):\n{shown}"
    return ImportRefused(message, refusals=lines)


def _results_summary(bundle: Bundle, source: Source) -> FileSummary:
    summary = bundle.files[source.name] = FileSummary(source.name, "forms")
    if source.path.is_file() and source.path.stat().st_size <= source.max_bytes:
        summary.sha256 = sha256_of(source.path)
    return summary


def _check_results(bundle: Bundle, problems: Problems, options: Options) -> None:
    """Read results for their refusals only, unless a file they refer to is refused: those would be echoes."""
    if any(problems.count(name) for name in ("stations.csv", "candidates.csv", "parties.csv")):
        bundle.files["election.toml"].notes.append(
            "results were not checked: files they refer to are refused"
        )
        return
    for source in bundle.results:
        options.progress(f"checking {source.name}")
        for _ in FormReader(source, bundle.known, problems, _results_summary(bundle, source).notes).forms():
            pass


def _load(place: Place, bundle: Bundle, options: Options) -> None:
    """Write the whole bundle; stops at the first step that refuses something."""
    header, files = bundle.header, bundle.files
    options.progress("storing areas")
    if not load_geography(place, header, "election.toml"):
        return
    load_areas(place, bundle.areas, files["areas.csv"], renames=may_rename(place, header))
    if place.problems.count():
        return
    load_election(place, header, files["election.toml"])
    load_contests(place, header, files["election.toml"])
    load_titles(place, header, files["election.toml"])
    load_area_names(place, bundle.areas, files["areas.csv"])
    if bundle.stations:
        options.progress("storing stations")
        load_stations(place, bundle.stations, files["stations.csv"])
        load_station_names(place, bundle.stations, files["stations.csv"])
    if bundle.parties:
        load_parties(place, bundle.parties, files["parties.csv"])
        load_party_names(place, bundle.parties, files["parties.csv"])
    if bundle.candidates:
        load_candidates(place, bundle.candidates, files["candidates.csv"])
        load_candidate_names(place, bundle.candidates, files["candidates.csv"])
    if place.problems.count():
        return
    for layer, summary in bundle.layers:
        options.progress(f"storing {summary.file}")
        load_boundaries(place, layer, summary)
    options.progress("deriving maps")
    refresh_geometry(place)
    for source in bundle.results:
        _results_summary(bundle, source)
    _load_results(place, bundle.known, [(source, files[source.name]) for source in bundle.results], options)
    if bundle.baseline is not None:
        changed = store_comparison(place, bundle.baseline)
        files["baseline.toml"].changed, files["baseline.toml"].unchanged = int(changed), int(not changed)
    notes = files.get("baseline.toml", files["election.toml"]).notes
    link_elections(place, header.code, notes)


def _load_results(
    place: Place, known: Known, sources: list[tuple[Source, FileSummary]], options: Options
) -> None:
    if not sources:
        return
    stage = open_stage(place)
    for source, summary in sources:
        rows = options.rows(place, known, source, summary) if options.rows else None
        reader = FormReader(source, known, place.problems, summary.notes, rows=rows)
        for staged in stage_forms(stage, _heard(reader.forms(), options), summary):
            options.progress(f"reading {source.name}: {staged} forms")
        summary.refused = reader.refused
    if place.problems.count() and not options.keep_rest:
        return
    options.progress("storing forms")
    (compare_forms if options.compare_only else store_forms)(place, stage)


def _heard(forms: Iterator[FormRow], options: Options) -> Iterator[FormRow]:
    """Pass the forms on and tell the row of each."""
    for form in forms:
        if options.on_row is not None:
            options.on_row(form.row)
        yield form


def _finish(place: Place, files: list[FileSummary], options: Options) -> None:
    """Write the trail of the import and let the caller look at the whole before it is committed."""
    if options.compare_only:
        if options.before_commit is not None:
            options.before_commit(place.connection, files)
        return
    for summary in files:
        place.trail.imported(summary.file, summary.sha256, summary.kind, summary.counts())
    place.trail.write(place.connection)
    place.connection.execute(sql("ingest_analyze"))
    if options.before_commit is not None:
        options.before_commit(place.connection, files)


def import_file(
    engine: Engine, kind: str, path: Path, election: str, options: Options | None = None
) -> Summary:
    """Load one file of a stored election: `kind` is one of `KINDS`.

    Raises `ImportRefused` when anything is wrong (with `keep_rest`, only when no form of a results file passes or
    the file itself cannot be read), `UnknownElection` when the election is not stored.
    """
    options = options or Options()
    started = time.monotonic()
    problems = options.problems or Problems()
    source = Source(path, path.name, options.max_bytes)
    summary = FileSummary(path.name, "forms" if kind == "results" else kind)
    with _transaction(engine, options) as connection:
        place = stored_place(connection, election, problems, options.actor)
        known = stored_known(place, election)
        options.progress(f"reading {path.name}")
        if path.is_file() and path.stat().st_size <= options.max_bytes:
            summary.sha256 = sha256_of(path)
        _LOADERS[kind](place, known, source, summary, options)
        if problems.count() and not _rest_kept(summary, problems, options):
            raise _refused(problems, path.name, {})
        _finish(place, [summary], options)
    return Summary(election, [summary], problems.lines(), not options.dry_run, time.monotonic() - started)


def _rest_kept(summary: FileSummary, problems: Problems, options: Options) -> bool:
    """Whether every refusal is of a form, and some form passed."""
    stored = summary.added + summary.changed + summary.unchanged
    return options.keep_rest and stored > 0 and summary.refused == problems.count()


def _import_stations(
    place: Place, known: Known, source: Source, summary: FileSummary, options: Options
) -> None:
    stations = read_stations(source, known, place.problems, summary.notes, box=stored_box(place))
    if not place.problems.count():
        load_stations(place, stations, summary)
        load_station_names(place, stations, summary)


def _import_boundaries(
    place: Place, known: Known, source: Source, summary: FileSummary, options: Options
) -> None:
    level = source.path.stem
    if level not in known.levels:
        what = f"the file is named after no level of {', '.join(known.levels)}"
        place.problems.add(Refusal("unknown-level", source.name, what))
        return
    layer = read_boundaries(source, known.levels.index(level), known, place.problems, summary.notes)
    if layer is None:
        return
    box = stored_box(place) or stations_box(place)
    if box is not None:
        check_box(layer, box, source, place.problems)
    if not place.problems.count():
        load_boundaries(place, layer, summary)
        refresh_geometry(place)


def _import_candidates(
    place: Place, known: Known, source: Source, summary: FileSummary, options: Options
) -> None:
    candidates = read_candidates(source, known, place.problems, summary.notes)
    if not place.problems.count():
        load_candidates(place, candidates, summary)
        load_candidate_names(place, candidates, summary)
        link_elections(place, known.election, summary.notes)


def _import_results(
    place: Place, known: Known, source: Source, summary: FileSummary, options: Options
) -> None:
    _load_results(place, known, [(source, summary)], options)


def _import_indicators(
    place: Place, known: Known, source: Source, summary: FileSummary, options: Options
) -> None:
    rows = read_indicators(source, known, place.problems, summary.notes)
    if not place.problems.count():
        load_indicators(place, rows, summary)


_LOADERS = {
    "stations": _import_stations,
    "boundaries": _import_boundaries,
    "candidates": _import_candidates,
    "results": _import_results,
    "indicators": _import_indicators,
}
