"""An election bundle in memory, read and checked as a whole.

Called by `run`; pure. A file that refers to a refused file is not checked: its refusals would only be echoes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from data.ingest.ballot import read_candidates, read_parties
from data.ingest.boundaries import BoundaryLayer, check_box, read_boundaries
from data.ingest.header import BaselineHeader, ElectionHeader, read_baseline, read_header
from data.ingest.known import AreaRow, CandidateRow, Known, KnownContest, PartyRow, StationRow
from data.ingest.load_geometry import widened
from data.ingest.problems import Problems, Refusal
from data.ingest.register import Box, read_areas, read_stations
from data.ingest.summary import FileSummary
from data.ingest.tables import DEFAULT_MAX_BYTES, Source

Progress = Callable[[str], None]
_FILES = ("election.toml", "areas.csv", "stations.csv", "parties.csv", "candidates.csv", "baseline.toml")
_FOLDERS = ("boundaries", "results")


@dataclass
class Bundle:
    """What `read_bundle` found; `results` are still files, read when they are loaded."""

    header: ElectionHeader
    known: Known
    areas: list[AreaRow] = field(default_factory=list)
    stations: list[StationRow] = field(default_factory=list)
    parties: list[PartyRow] = field(default_factory=list)
    candidates: list[CandidateRow] = field(default_factory=list)
    layers: list[tuple[BoundaryLayer, FileSummary]] = field(default_factory=list)
    baseline: BaselineHeader | None = None
    results: list[Source] = field(default_factory=list)
    files: dict[str, FileSummary] = field(default_factory=dict)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class BundleReader:
    """Reads the files of one directory in the order in which they refer to each other."""

    def __init__(
        self,
        directory: Path,
        problems: Problems,
        progress: Progress,
        *,
        max_bytes: int = DEFAULT_MAX_BYTES,
    ) -> None:
        self._directory = directory
        self._problems = problems
        self._progress = progress
        self._max_bytes = max_bytes
        self.files: dict[str, FileSummary] = {}

    def _source(self, name: str) -> Source:
        return Source(self._directory / name, name, self._max_bytes)

    def _open(self, name: str, kind: str) -> tuple[Source, FileSummary]:
        source = self._source(name)
        summary = self.files[name] = FileSummary(name, kind)
        if source.path.is_file() and source.path.stat().st_size <= self._max_bytes:
            summary.sha256 = sha256_of(source.path)
        self._progress(f"reading {name}")
        return source, summary

    def _has(self, name: str) -> bool:
        return (self._directory / name).exists()

    def read(self) -> Bundle | None:
        """Return the bundle, or `None` when it is refused as far as it could be read."""
        source, summary = self._open("election.toml", "election")
        header = read_header(source, self._problems)
        if header is None:
            return None
        bundle = Bundle(header, Known(header.code, header.geography.levels), files=self.files)
        for contest in header.contest:
            level = header.level_of(contest)
            bundle.known.contests[contest.code] = KnownContest(contest.code, level, contest.counting_source)
        self._note_strangers(summary)
        if not self._read_areas(bundle):
            return None
        box = self._read_layers(bundle)
        self._read_stations(bundle, box)
        self._read_ballot(bundle)
        if self._has("baseline.toml"):
            bundle.baseline = read_baseline(
                self._open("baseline.toml", "comparisons")[0], header, self._problems
            )
        bundle.results = [self._source(name) for name in self._found("results", ".csv")]
        return bundle

    def _found(self, folder: str, suffix: str) -> list[str]:
        path = self._directory / folder
        if not path.is_dir():
            return []
        return sorted(f"{folder}/{entry.name}" for entry in path.iterdir() if entry.suffix == suffix)

    def _note_strangers(self, summary: FileSummary) -> None:
        expected = {*_FILES, *_FOLDERS}
        strange = sorted(entry.name for entry in self._directory.iterdir() if entry.name not in expected)
        if strange:
            summary.notes.append(f"not part of a bundle, not read: {', '.join(strange)}")

    def _read_areas(self, bundle: Bundle) -> bool:
        source, summary = self._open("areas.csv", "areas")
        levels = bundle.header.geography.levels
        bundle.areas = read_areas(source, levels, self._problems, summary.notes)
        if self._problems.count(source.name):
            summary.notes.append("the other files refer to areas and were not checked")
            return False
        for area in bundle.areas:
            bundle.known.add_area(area.code, area.level, area.parent)
        return True

    def _read_layers(self, bundle: Bundle) -> Box | None:
        """Read the boundaries of all levels; returns the box they fill together, with a margin."""
        names = self._found("boundaries", ".geojson")
        box: Box | None = None
        for name in names:
            source, summary = self._open(name, "boundaries")
            level_name = source.path.stem
            if level_name not in bundle.known.levels:
                what = f"the file is named after no level of {', '.join(bundle.known.levels)}"
                self._problems.add(Refusal("unknown-level", name, what))
                continue
            level = bundle.known.levels.index(level_name)
            layer = read_boundaries(source, level, bundle.known, self._problems, summary.notes)
            if layer is None:
                continue
            bundle.layers.append((layer, summary))
            if box is not None:
                check_box(layer, box, source, self._problems)
            box = box or layer.box
        return None if box is None else widened(box)

    def _read_stations(self, bundle: Bundle, box: Box | None) -> None:
        if not self._has("stations.csv"):
            return
        source, summary = self._open("stations.csv", "stations")
        bundle.stations = read_stations(source, bundle.known, self._problems, summary.notes, box=box)
        bundle.known.stations = {station.code: station.area for station in bundle.stations}
        self._suspect_layers(bundle)

    def _suspect_layers(self, bundle: Bundle) -> None:
        """Name the boundaries too where all stations seem exchanged: then it may be they that are."""
        swapped = [r for r in self._problems.of("stations.csv") if r.rule == "swapped-coordinates"]
        if not swapped or any(station.point is not None for station in bundle.stations):
            return
        for _, summary in bundle.layers:
            what = "no station lies in this layer, and each does with latitude and longitude exchanged in one of both"
            self._problems.add(Refusal("swapped-coordinates", summary.file, what))

    def _read_ballot(self, bundle: Bundle) -> None:
        if self._has("parties.csv"):
            source, summary = self._open("parties.csv", "parties")
            bundle.parties = read_parties(source, self._problems, summary.notes)
            bundle.known.parties = {party.code for party in bundle.parties}
        if not self._has("candidates.csv"):
            return
        source, summary = self._open("candidates.csv", "candidates")
        bundle.candidates = read_candidates(source, bundle.known, self._problems, summary.notes)
        standing: dict[tuple[str, str], set[str]] = {}
        for candidate in bundle.candidates:
            standing.setdefault((candidate.contest, candidate.area), set()).add(candidate.code)
        bundle.known.races = {race: frozenset(codes) for race, codes in standing.items()}
