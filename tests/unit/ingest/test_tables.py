"""CSV files as rows: every way a file can be unreadable has its own refusal, and no bytes can break the reader."""

from __future__ import annotations

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from data.ingest.problems import REMEDIES, Problems
from data.ingest.tables import Source, Table

_cell = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)


def read(
    path: Path, content: bytes, *, max_bytes: int = 10_000_000
) -> tuple[list[tuple[int, list[str]]], Problems]:
    file = path / "t.csv"
    file.write_bytes(content)
    problems = Problems()
    table = Table(Source(file, "t.csv", max_bytes), problems, ("a", "b"), ("c",))
    return list(table.rows()), problems


def rules(problems: Problems) -> list[str]:
    return [refusal.rule for refusal in problems.of("t.csv")]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(_cell, _cell), max_size=20), marked=st.booleans())
def test_what_a_csv_writer_wrote_is_read_back_with_row_numbers(
    tmp_path: Path, rows: list[tuple[str, str]], marked: bool
) -> None:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["a", "b"])
    writer.writerows(rows)
    found, problems = read(tmp_path, (b"\xef\xbb\xbf" if marked else b"") + out.getvalue().encode())
    assert problems.count() == 0
    assert found == [(number, list(row)) for number, row in enumerate(rows, start=2)]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(content=st.binary(max_size=400))
@example(b'a,b\n"1')
@example(b"a,b\r1,2\r")
@example(b"\xff\xfea\0,\0b\0")
def test_no_bytes_break_the_reader_and_every_refusal_has_a_remedy(tmp_path: Path, content: bytes) -> None:
    _, problems = read(tmp_path, content)
    for refusal in problems.of("t.csv"):
        assert refusal.rule in REMEDIES
        assert refusal.remedy in str(refusal)


@pytest.mark.parametrize(
    ("content", "rule", "row"),
    [
        (b"a,b\n1,caf\xe9\n", "encoding", 2),
        (b"a,b\n1,2\n3,\xff\n", "encoding", 3),
        ("a,b\n1,2\n".encode("utf-16"), "encoding", None),
        (b"a,b\n1,\x002\n", "damaged-file", 2),
        (b"", "missing-column", None),
        (b"a,c\n1,2\n", "missing-column", 1),
        (b"a;b\n1;2\n", "missing-column", 1),
        (b"A,B\n1,2\n", "missing-column", 1),
        (b"a,b,b\n1,2,3\n", "duplicate-column", 1),
        (b"a,b\n1\n", "column-count", 2),
        (b"a,b\n1,2,3\n", "column-count", 2),
        (b'a,b\n1,"2\n', "damaged-file", 2),
        (b'a,b\n1,"2"x\n', "damaged-file", 2),
        (b"a,b\n1," + b"x" * 70_000 + b"\n", "damaged-file", 2),
    ],
)
def test_an_unreadable_file_is_refused_by_the_rule_and_row_at_fault(
    tmp_path: Path, content: bytes, rule: str, row: int | None
) -> None:
    _, problems = read(tmp_path, content)
    assert rule in rules(problems)
    assert row in {refusal.row for refusal in problems.of("t.csv") if refusal.rule == rule}


def test_blank_lines_are_passed_over_and_keep_the_row_numbers(tmp_path: Path) -> None:
    found, problems = read(tmp_path, b"a,b\n\n1,2\n\n")
    assert found == [(3, ["1", "2"])]
    assert problems.count() == 0


def test_a_column_that_nobody_reads_is_remembered(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b,recieved_at\n1,2,3\n", encoding="utf-8")
    table = Table(Source(file, "t.csv"), Problems(), ("a", "b"))
    assert len(list(table.rows())) == 1
    assert table.ignored == ("recieved_at",)


def test_a_file_above_the_limit_is_refused_without_reading_it(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    with file.open("wb") as sparse:
        sparse.truncate(200_000_000)
    problems = Problems()
    tracemalloc.start()
    assert list(Table(Source(file, "t.csv"), problems, ("a",)).rows()) == []
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rules(problems) == ["file-too-large"]
    assert "200 MB" in str(problems.of("t.csv")[0])
    assert peak < 1_000_000


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.csv", tmp_path):
        problems = Problems()
        assert list(Table(Source(path, "t.csv"), problems, ("a",)).rows()) == []
        assert rules(problems) == ["missing-file"]


def test_only_the_first_refusals_are_kept_and_the_rest_counted(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b\n" + "1\n" * 50, encoding="utf-8")
    problems = Problems(keep=10)
    list(Table(Source(file, "t.csv"), problems, ("a", "b")).rows())
    assert problems.count() == 50
    assert len(problems.lines()) == 11
    assert "40 more" in problems.lines()[-1]
