"""What a file is, by its content; what its columns mean, by their names."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.imports.columns import guess, missing, usable
from data.imports.nist_read import read_json, read_xml
from data.imports.sniff import Recognised, UploadRefused, file_name, header_signature, recognise
from tests.integration.imports.feeds import as_json, as_xml, report

OPEN = (
    "county",
    "precinct",
    "office",
    "district",
    "party",
    "candidate",
    "votes",
    "early_voting",
    "election_day",
)


def of(body: bytes, tmp_path: Path) -> Recognised:
    path = tmp_path / "file"
    path.write_bytes(body)
    return recognise(path)


@pytest.mark.parametrize(
    ("body", "kind", "format_"),
    [
        (b"PK\x03\x04....", "bundle", "matokeo"),
        (b"\xef\xbb\xbfcontest,candidate_code,votes,station_code\n", "results", "matokeo"),
        (b"station_code,station_name,area_code\r\n", "stations", "matokeo"),
        (b"contest,area_code,candidate_code,candidate_name\n", "candidates", "matokeo"),
        (b'{"type": "FeatureCollection", "features": []}', "boundaries", "matokeo"),
        (as_json(report({"a": (1, 2, 3)})), "results", "nist-json"),
        (as_xml(report({"a": (1, 2, 3)})), "results", "nist-xml"),
        (",".join(OPEN).encode(), "results", "openelections"),
    ],
)
def test_files_are_recognised_by_what_is_in_them(
    body: bytes, kind: str, format_: str, tmp_path: Path
) -> None:
    found = of(body, tmp_path)
    assert (found.kind, found.format) == (kind, format_)
    assert (found.signature is not None) == (format_ == "openelections")


@pytest.mark.parametrize(
    "body",
    [b"", b" \n", b"\x7fELF\x02\x01", b"{}", b"<html/>", b"one\n", b"a,,c\n", b'"a', b"\xff\xfea\0,\0"],
)
def test_other_files_are_refused(body: bytes, tmp_path: Path) -> None:
    with pytest.raises(UploadRefused):
        of(body, tmp_path)


def test_a_header_is_known_again_whatever_the_case_of_its_letters() -> None:
    assert header_signature(("County", "Votes")) == header_signature((" county", "VOTES "))
    assert header_signature(("County", "Votes")) != header_signature(("Votes", "County"))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a.csv", "a.csv"),
        ("../../x.csv", "x.csv"),
        ("C:\\d\\x.csv", "x.csv"),
        ("..", "file"),
        ("a\0b\n.csv", "a_b_.csv"),
    ],
)
def test_names_of_files_are_made_harmless(given: str, shown: str) -> None:
    assert file_name(given) == shown


def test_columns_are_guessed_by_their_names() -> None:
    found = guess(OPEN)
    assert found == {
        "county": "county", "precinct": "precinct", "office": "office", "district": "district", "party": "party",
        "candidate": "candidate", "votes": "votes", "part:1": "early_voting", "part:2": "election_day",
    }  # fmt: skip
    assert missing(found) == []
    assert guess(("Polling Station", "Race", "Candidate Name", "Total Votes"))["votes"] == "Total Votes"
    assert missing(guess(("a", "b", "c"))) == ["precinct", "office", "candidate", "votes"]
    assert missing({"precinct": "a", "office": "b", "candidate": "c", "part:1": "d"}) == []


def test_a_mapping_cannot_name_columns_that_the_file_has_not() -> None:
    assert usable({"votes": "gone", "precinct": "a", "evil": "a"}, ("a", "b")) == {"precinct": "a"}


def test_json_and_xml_are_read_into_the_same_report(tmp_path: Path) -> None:
    made = report(
        {"a": (1, 2, 3), "b": (4, 5, 6)}, over={"a": 1}, rejected={"b": 2}, status={"a": "completed"}
    )
    (tmp_path / "r.json").write_bytes(as_json(made))
    (tmp_path / "r.xml").write_bytes(as_xml(made))
    assert read_json(tmp_path / "r.json") == read_xml(tmp_path / "r.xml")
