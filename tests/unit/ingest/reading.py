"""Reads one file of a mini bundle as the import would, for the unit tests of the readers."""

from __future__ import annotations

from pathlib import Path

from data.ingest.bundle import Bundle, BundleReader
from data.ingest.forms import FormReader, FormRow
from data.ingest.problems import Problems, Refusal
from tests.ingest_bundle import MiniBundle


def read_bundle(directory: Path, bundle: MiniBundle) -> tuple[Bundle | None, Problems]:
    """Write and read a bundle, results left alone."""
    problems = Problems()
    return BundleReader(bundle.write(directory), problems, lambda _line: None).read(), problems


def read_forms(
    directory: Path, bundle: MiniBundle, file: str = "results/president.csv"
) -> tuple[list[FormRow], Problems]:
    """Read one results file of a bundle that is otherwise sound."""
    read, problems = read_bundle(directory, bundle)
    assert read is not None
    assert problems.lines() == ()
    source = next(source for source in read.results if source.name == file)
    return list(FormReader(source, read.known, problems, []).forms()), problems


def refusals(problems: Problems) -> list[Refusal]:
    """Return all kept refusals."""
    return [refusal for file in problems.files() for refusal in problems.of(file)]


def only(problems: Problems) -> Refusal:
    """Return the one refusal there is."""
    found = refusals(problems)
    assert len(found) == 1, problems.lines()
    return found[0]
