"""Results files: forms come out as they were written, and each mistake refuses its form by name and reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.ingest.forms import FormReader
from data.ingest.known import Known, KnownContest
from data.ingest.problems import REMEDIES, Problems
from data.ingest.tables import Source
from tests.ingest_bundle import MiniBundle, form_lines, stations
from tests.unit.ingest.reading import only, read_forms, refusals

FILE = "results/president.csv"
HEADER = "contest,station_code,candidate_code,votes,source,received_at,registered_voters,rejected_votes"
STATION = "R2D2W2S2"


def test_forms_come_out_with_place_time_and_figures(tmp_path: Path) -> None:
    forms, problems = read_forms(tmp_path, MiniBundle())
    assert problems.count() == 0
    assert len(forms) == 12
    first = forms[0]
    assert (first.row, first.contest, first.race_area, first.leaf_area) == (2, "president", "ZM", "R1-D1-W1")
    assert (first.station, first.source, first.state) == ("R1D1W1S1", "34a", None)
    assert first.received_at == datetime(2031, 5, 4, 15, 0, tzinfo=UTC)
    assert (first.registered, first.valid, first.rejected, first.cast) == (500, 195, 3, 198)
    assert not first.valid_stated
    assert first.votes == (("amani-ori", 100), ("bora-kesi", 90), ("chane-lo", 5))


def test_figures_of_an_area_belong_to_the_race_above_it(tmp_path: Path) -> None:
    forms, problems = read_forms(tmp_path, MiniBundle(), "results/governor.csv")
    assert problems.count() == 0
    assert [(form.race_area, form.leaf_area, form.station) for form in forms] == [
        ("R1", "R1", None),
        ("R2", "R2", None),
    ]
    assert forms[0].cast is None


def test_a_blank_source_is_the_counting_source(tmp_path: Path) -> None:
    lines = [line.replace(",34a,", ",,") for line in form_lines(STATION, (1, 2, 3))]
    forms, problems = read_forms(tmp_path, MiniBundle().append(FILE, *lines))
    assert problems.count() == 0
    assert forms[-1].source == "34a"


def test_stated_valid_votes_are_kept_even_where_the_candidates_add_up_to_others(tmp_path: Path) -> None:
    content = "contest,station_code,candidate_code,votes,valid_votes\n" + "".join(
        f"president,{STATION},{code},{votes},100\n"
        for code, votes in (("amani-ori", 50), ("bora-kesi", 40), ("chane-lo", 9))
    )
    forms, problems = read_forms(tmp_path, MiniBundle().set(FILE, content))
    assert problems.count() == 0
    assert (forms[0].valid, forms[0].valid_stated) == (100, True)


def one_form(*changes: tuple[str, str]) -> Callable[[MiniBundle], MiniBundle]:
    """Append a form of a station that has none yet, with text replaced in its first row."""

    def spoil(bundle: MiniBundle) -> MiniBundle:
        lines = form_lines(STATION, (10, 20, 30))
        for old, new in changes:
            assert old in lines[0]
            lines[0] = lines[0].replace(old, new, 1)
        return bundle.append(FILE, *lines)

    return spoil


def whole(old: str, new: str) -> Callable[[MiniBundle], MiniBundle]:
    """Append the same form with text replaced in every row."""
    return lambda bundle: bundle.append(
        FILE, *(line.replace(old, new, 1) for line in form_lines(STATION, (10, 20, 30)))
    )


CASES: list[tuple[str, Callable[[MiniBundle], MiniBundle], str, str, int]] = [
    ("unknown station", whole(STATION, "R9D9W9S9"), "unknown-station", "R9D9W9S9", 38),
    ("unknown contest", whole("president", "senator"), "unknown-contest", "senator", 38),
    ("contest without candidates there", whole("president", "governor"), "wrong-race", "not for governor", 38),
    ("unknown candidate", one_form(("amani-ori", "nobody-no")), "unknown-candidate", "nobody-no", 38),
    ("candidate of another contest", one_form(("amani-ori", "dira-one")), "wrong-race", "governor", 38),
    ("negative", one_form((",10,", ",-10,")), "negative", "-10", 38),
    ("thousands separator", one_form((",10,", ',"1,234",')), "bad-number", "1,234", 38),
    ("other digits", one_form((",10,", ",١٠,")), "bad-number", "١٠", 38),
    ("float", one_form((",10,", ",10.0,")), "bad-number", "10.0", 38),
    ("blank votes", one_form((",10,", ",,")), "empty", "votes", 38),
    ("huge", one_form((",10,", ",1000000,")), "too-large", "1000000", 38),
    ("rows disagree on the register", one_form((",500,", ",501,")), "form-disagrees", "500", 39),
    ("rows disagree on the time", one_form(("18:00:00", "18:00:01")), "form-disagrees", "18:00:00", 39),
    ("time without a zone", whole("+03:00", ""), "no-zone", "2031-05-04T18:00:00", 38),
    ("no time at all", whole("2031-05-04T18:00:00+03:00", "evening"), "bad-time", "evening", 38),
    ("upper-case source", whole("34a", "34A!"), "bad-code", "34A!", 38),
    ("candidate twice", one_form(("amani-ori", "bora-kesi")), "candidate-twice", "bora-kesi", 39),
    ("same form again", lambda b: b.append(FILE, *form_lines("R1D1W1S1", (1, 1, 1))), "form-scattered", "row 2", 38),
    ("blank station", whole(STATION, ""), "station-or-area", "blank", 38),
    ("candidate missing", lambda b: b.append(FILE, *form_lines(STATION, (1, 2, 3))[:2]), "candidate-missing", "chane-lo", 38),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "rule", "named", "row"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_each_mistake_refuses_its_form_and_no_other(
    tmp_path: Path, spoil: Callable[[MiniBundle], MiniBundle], rule: str, named: str, row: int
) -> None:
    forms, problems = read_forms(tmp_path, spoil(MiniBundle()))
    refusal = only(problems)
    assert (refusal.rule, refusal.row) == (rule, row)
    assert named in str(refusal)
    assert len(forms) == 12


def test_a_candidate_of_another_region_is_said_to_stand_there(tmp_path: Path) -> None:
    spoilt = MiniBundle().replace("results/governor.csv", "governor,R1,dira-one", "governor,R1,dira-two")
    forms, problems = read_forms(tmp_path, spoilt, "results/governor.csv")
    assert only(problems).rule == "wrong-race"
    assert "in R2, not in R1" in str(only(problems))
    assert [form.leaf_area for form in forms] == ["R2"]


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("governor,ZM,dira-one,1,declared,,", "above-race"),
        ("governor,R7,dira-one,1,declared,,", "unknown-area"),
        ("governor,R1,dira-one,1,declared,10,0", "nothing-reported"),
        ("governor,R1,dira-one,1,declared,10,11", "too-large"),
        ("governor,R1,dira-one,2000000000,declared,,", "too-large"),
    ],
)
def test_figures_of_areas_that_cannot_be_are_refused(tmp_path: Path, row: str, rule: str) -> None:
    header = "contest,area_code,candidate_code,votes,source,stations_total,stations_reported\n"
    other = row.replace("dira-one,1", "ekon-one,1").replace("dira-one,2000000000", "ekon-one,1")
    spoilt = MiniBundle().set("results/governor.csv", f"{header}{row}\n{other}\n")
    _, problems = read_forms(tmp_path, spoilt, "results/governor.csv")
    assert [refusal.rule for refusal in refusals(problems)] == [rule]


def test_a_form_of_station_and_area_at_once_is_refused(tmp_path: Path) -> None:
    content = f"contest,station_code,area_code,candidate_code,votes\npresident,{STATION},R1,amani-ori,1\n"
    _, problems = read_forms(tmp_path, MiniBundle().set(FILE, content))
    assert only(problems).rule == "station-or-area"


def test_a_file_sorted_by_candidate_is_refused_with_the_way_to_sort_it(tmp_path: Path) -> None:
    first, second = form_lines(STATION, (1, 2, 3)), form_lines("R2D2W2S1", (1, 2, 3))
    mixed = [line for pair in zip(first, second, strict=True) for line in pair]
    _, problems = read_forms(tmp_path, MiniBundle().append(FILE, *mixed))
    found = {refusal.rule for refusal in refusals(problems)}
    assert "form-scattered" in found
    assert found <= {"form-scattered", "candidate-missing"}
    assert "Sort the file" in REMEDIES["form-scattered"]


CODES = [code for code, _ in stations()]
_votes = st.tuples(*[st.integers(0, 700)] * 3)
_unknown = st.none() | st.integers(0, 700)


def _known() -> Known:
    known = Known("zm", ("country", "ward"))
    known.add_area("ZM", 0, None)
    known.add_area("W", 1, "ZM")
    known.stations = dict.fromkeys(CODES, "W")
    known.contests["president"] = KnownContest("president", 0, "34a")
    known.races["president", "ZM"] = frozenset({"amani-ori", "bora-kesi", "chane-lo"})
    return known


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    forms=st.dictionaries(st.sampled_from(CODES), st.tuples(_votes, _unknown, _unknown), max_size=10),
    data=st.data(),
)
def test_any_forms_in_any_order_of_candidates_are_read_back_the_same(
    tmp_path: Path,
    forms: dict[str, tuple[tuple[int, int, int], int | None, int | None]],
    data: st.DataObject,
) -> None:
    lines = [HEADER]
    for station, (votes, registered, rejected) in forms.items():
        stated = ",".join("" if value is None else str(value) for value in (registered, rejected))
        rows = [",".join([*line.split(",")[:6], stated]) for line in form_lines(station, votes)]
        lines += data.draw(st.permutations(rows))
    path = tmp_path / "r.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    problems = Problems()
    read = list(FormReader(Source(path, "r.csv"), _known(), problems, []).forms())
    assert problems.lines() == ()
    standing = ("amani-ori", "bora-kesi", "chane-lo")
    found = {
        form.station: (tuple(dict(form.votes)[code] for code in standing), form.registered, form.rejected)
        for form in read
    }
    assert found == forms
    for form in read:
        assert form.valid == sum(votes for _, votes in form.votes)
        assert form.cast == (None if form.rejected is None else form.valid + form.rejected)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["president", "governor", "", "=1"]),
            st.sampled_from([*CODES[:3], "", "nowhere"]),
            st.sampled_from(["amani-ori", "bora-kesi", "chane-lo", "nobody", ""]),
            st.sampled_from(["0", "7", "", "-1", "1,5", "99999999999", "٧"]),
            st.sampled_from(["34a", "", "X"]),
            st.sampled_from(["2031-05-04T18:00:00Z", "", "late"]),
        ),
        max_size=12,
    )
)
def test_whatever_the_rows_every_form_is_either_whole_or_refused_once(
    tmp_path: Path, rows: list[tuple[str, ...]]
) -> None:
    path = tmp_path / "r.csv"
    header = "contest,station_code,candidate_code,votes,source,received_at\n"
    path.write_text(
        header + "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows), encoding="utf-8"
    )
    problems = Problems()
    reader = FormReader(Source(path, "r.csv"), _known(), problems, [])
    forms = list(reader.forms())
    assert reader.read == len(forms) + reader.refused
    assert problems.count() == reader.refused
    assert len({(form.contest, form.station, form.source) for form in forms}) == len(forms)
    for form in forms:
        assert {code for code, _ in form.votes} == {"amani-ori", "bora-kesi", "chane-lo"}
        assert all(votes >= 0 for _, votes in form.votes)
