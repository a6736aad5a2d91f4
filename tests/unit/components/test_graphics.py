"""Charts: what they draw of every kind of document, that each says how much is counted, and that none invents a figure."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from math import dist
from xml.etree import ElementTree

import brotli
import pytest
from msgspec.structs import replace

from components.counts import progress_of
from components.graphics import CHARTS, Chart
from components.graphics.chart import SMALL, WIDE
from components.graphics.hemicycle import ring_places
from components.graphics.uncounted import outstanding
from components.view import ContestView
from data.records import CandidateTotal, ChildTotal, Party, ResultsDocument, StationCounts
from tests import factories

OWN = ("hemicycle", "arrivals", "shares", "comparison", "uncounted", "scatter", "triangle", "turnout-share")
LONG = "Bartholomew Maximilian Featherstonehaugh-Cholmondeley of the Far Northern Escarpment"


def wards(count: int, *, third: float = 0.0) -> tuple[ChildTotal, ...]:
    """Make wards with votes from a seed; `third`: the part of the votes that a third candidate gets at most."""
    dice = random.Random(11)
    rows = []
    for place in range(count):
        size = dice.randint(300, 9000)
        others = int(size * third * dice.random())
        first = int((size - others) * min(0.98, max(0.02, dice.gauss(0.5, 0.25))))
        votes = {"imara": first, "otundo": size - others - first, "quill": others}
        row = factories.child(f"{place:04d}", f"Ward {place}", level="ward", votes=votes)
        rows.append(replace(row, turnout_pct=round(dice.gauss(64, 8), 2)))
    return tuple(rows)


def crowded() -> ResultsDocument:
    """Sixty candidates without parties or colours, names long, from right to left, and with markup in them."""
    names = (LONG, "<script>&\"'", "محمد بن عبد الله", "")
    people = tuple(
        CandidateTotal(
            code=f"c{n}", name=names[n % 4] or f"Candidate {n}", party=None, votes=600 - n, share_pct=round((600 - n) / 342.3, 2),
            ballot_order=n + 1,
        )
        for n in range(60)
    )  # fmt: skip
    votes = {c.code: c.votes for c in people}
    rows = tuple(factories.child(f"{n:03d}", names[n % 4] or "‮x", votes=votes) for n in range(30))
    return replace(factories.document_of(rows), candidates=people, leader="c0", history=(), baseline=None)


def tied() -> ResultsDocument:
    rows = tuple(
        factories.child(f"{n:03d}", f"Area {n}", votes={"imara": 500, "otundo": 500}) for n in range(5)
    )
    return factories.document_of(rows)


def without_votes() -> ResultsDocument:
    """Forms are counted, and no vote on them is valid."""
    rows = tuple(factories.child(f"{n:03d}", f"Area {n}", votes={"imara": 0, "otundo": 0}) for n in range(5))
    return factories.document_of(rows)


def by_area() -> ResultsDocument:
    """Totals declared by area: how many stations are in them, nobody says."""
    none = StationCounts(total=None, reported=None, counted=None, areas_total=1, areas_reported=1)
    document = factories.country()
    rows = tuple(replace(row, stations=none, registered=None) for row in document.children)
    whole = replace(none, areas_total=24, areas_reported=19)
    return replace(document, children=rows, stations=whole, by_area=True, history=())


def alone() -> ResultsDocument:
    document = factories.country()
    return replace(document, candidates=document.candidates[:1], baseline=None)


def three_strong() -> ResultsDocument:
    return replace(factories.country(), candidates=factories.candidates([500, 420, 180, 10]))


DOCUMENTS: dict[str, Callable[[], ResultsDocument]] = {
    "country": factories.country,
    "complete": lambda: factories.country(counted=1.0, out=0),
    "nothing counted": lambda: factories.country(counted=0),
    "county": factories.county,
    "ward": factories.ward,
    "governors": factories.governors,
    "governors, no form": lambda: factories.governors(reported=0),
    "assembly": factories.assembly,
    "one race": lambda: factories.governors(races=1, reported=1),
    "with turnout": lambda: factories.with_turnout(factories.country()),
    "three strong": three_strong,
    "one candidate": alone,
    "tie": tied,
    "no valid vote": without_votes,
    "declared by area": by_area,
    "sixty candidates": crowded,
}


def drawn(code: str, view: ContestView, width: int = WIDE, rows: tuple[ChildTotal, ...] = ()) -> Chart:
    chart = CHARTS[code].draw(view, rows, width)
    assert chart is not None
    return chart


def texts(chart: Chart) -> list[str]:
    return [node.text or "" for node in ElementTree.fromstring(chart.svg.text).iter("text")]


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("lang", ["en", "sw"])
def test_every_document_gives_whole_charts_or_none(name: str, lang: str) -> None:
    view = factories.contest_view(DOCUMENTS[name](), lang=lang)
    counted = progress_of(view.document.stations).words(view.t)
    for code in OWN:
        for width in (WIDE, SMALL):
            chart = CHARTS[code].draw(view, (), width)
            if chart is None:
                continue
            assert CHARTS[code].fits(view), code
            root = ElementTree.fromstring(chart.svg.text)
            assert root.get("viewBox") == f"0 0 {chart.width} {chart.height}"
            assert chart.width <= width
            assert root.get("role") == "img"
            assert root.get("aria-label") == chart.sentence
            assert counted[1:] in chart.sentence, code
            assert not re.search(r"nan|inf|None|\{\w+\}", chart.svg.text.replace("information", "")), code
            assert 'style="' not in chart.svg.text
            assert chart.rows
            assert {len(row) for row in chart.rows} == {len(chart.head)}
            assert all(cell for row in chart.rows for cell in row)
            for node in root.iter("text"):
                assert 0 <= float(node.get("x") or 0) <= chart.width, (code, node.text)


def test_what_no_form_says_is_no_chart() -> None:
    nothing = factories.contest_view(factories.country(counted=0))
    shown = [code for code in OWN if CHARTS[code].draw(nothing, (), WIDE) is not None]
    assert shown == ["uncounted"]
    plain = factories.contest_view()
    assert CHARTS["turnout-share"].draw(plain, (), WIDE) is None
    assert CHARTS["uncounted"].draw(factories.contest_view(by_area()), (), WIDE) is None
    complete = factories.contest_view(factories.country(counted=3.0, out=0))
    assert CHARTS["uncounted"].draw(complete, (), WIDE) is None
    assert CHARTS["scatter"].draw(factories.contest_view(factories.governors()), wards(9), WIDE) is None


@pytest.mark.parametrize("seats", [1, 2, 3, 4, 5, 9, 24, 47, 99, 120, 290, 349, 500, 1450])
def test_each_seat_has_a_place_of_its_own_inside_the_hall(seats: int) -> None:
    for outer, inner in ((228.0, 98.0), (122.0, 54.0)):
        places, gap = ring_places(seats, outer, inner)
        assert len(places) == seats
        assert all(
            inner - 0.01 <= dist((0, 0), place) <= outer + 0.01 and place[1] <= 0.01 for place in places
        )
        angles = [round(x / dist((0, 0), (x, y)), 6) for x, y in places]
        assert angles == sorted(angles)
        near = min((dist(a, b) for n, a in enumerate(places) for b in places[n + 1 : n + 60]), default=gap)
        # Seats of two rings may stand off by half a gap; dots of 0.86 of it never touch the next in their ring.
        assert near >= gap * 0.86, near


def test_every_number_of_seats_up_to_500_is_placed_exactly() -> None:
    assert [len(ring_places(n, 228.0, 98.0)[0]) for n in range(1, 501)] == list(range(1, 501))


def test_full_seats_and_led_seats_and_seats_without_a_leader_are_drawn_apart() -> None:
    document = factories.governors(races=47, reported=30)
    first = document.seats[0]
    seats = (replace(first, complete=3), *document.seats[1:])
    chart = drawn("hemicycle", factories.contest_view(replace(document, seats=seats)))
    paths = ElementTree.fromstring(chart.svg.text).findall("path")
    dots = {(p.get("class"), p.get("stroke")): len((p.get("d") or "").split("M")) - 1 for p in paths}
    key = f"p-{first.party.code.lower()}"
    assert dots[key, "var(--f)"] == 3
    assert dots[key, "var(--paper)"] == first.leading - 3
    assert dots[None, "var(--void-dot)"] == 17
    assert "More than half: 24 of 47" in texts(chart)
    assert chart.rows[-1] == ("no leader yet", "17", "–")


def test_races_led_by_nobody_s_party_are_seats_too() -> None:
    document = factories.governors(races=10, reported=10)
    races = tuple(replace(r, party=None) if n < 2 else r for n, r in enumerate(document.races))
    parties = tuple(s for s in document.seats)
    chart = drawn("hemicycle", factories.contest_view(replace(document, races=races, seats=parties[:1])))
    assert ("Independent", "2", "0") in chart.rows


def test_voters_still_out_are_exact_where_nothing_is_counted_and_estimates_elsewhere() -> None:
    rows = (
        factories.child("1", "Half", total=100, counted=40, registered=50_000),
        factories.child("2", "Nothing", total=10, counted=0, registered=9_000),
        factories.child("3", "Nobody says", total=20, counted=5, registered=None),
        factories.child("4", "All in", total=20, counted=20),
    )
    view = factories.contest_view(factories.document_of(rows))
    found = {out.row.name: (out.voters, out.exact) for out in outstanding(view)}
    assert found == {"Half": (30_000, False), "Nothing": (9_000, True), "Nobody says": (None, False)}
    chart = drawn("uncounted", view)
    assert [row[:3] for row in chart.rows] == [
        ("Half", "≈ 30,000", "60 of 100"),
        ("Nothing", "9,000", "10 of 10"),
        ("Nobody says", "register not stated", "15 of 20"),
    ]
    bars = [r for r in ElementTree.fromstring(chart.svg.text).findall("rect")]
    assert [bar.get("fill") for bar in bars] == ["url(#un-e600)", "url(#un-v600)"]
    assert "≈ 39,000" in chart.sentence
    assert "voters, not votes" in chart.note


def test_who_was_ahead_earlier_is_said_only_where_nothing_is_counted_now() -> None:
    chart = drawn("uncounted", factories.contest_view())
    leads = {row[0]: row[3] for row in chart.rows}
    assert re.fullmatch(r"2026: (Otundo|Ferrant)", leads["Amberley"])
    assert re.fullmatch(r"now (Otundo|Imara) \+[\d.]+", leads["Lowenna"])


def test_the_comparison_gives_the_change_of_the_record_and_not_the_difference_of_the_bars() -> None:
    document = factories.country()
    people = tuple(
        replace(c, baseline_share_pct=46.1, swing_pp=-1.25) if c.code == "otundo" else c
        for c in document.candidates
    )
    chart = drawn("comparison", factories.contest_view(replace(document, candidates=people)))
    table = {row[0]: row[1:] for row in chart.rows}
    assert table["Barnaby Otundo"][1:] == ("46.1%", "−1.3")
    assert table["Delphine Imara"][1:] == ("–", "–")
    assert table["Osric Ferrant"] == ("–", "53.2%", "–")
    assert "no comparison" in texts(chart)
    assert "not on this ballot" in texts(chart)
    assert "like for like" in chart.note


def test_a_dot_is_drawn_for_each_area_with_votes_and_said_in_the_same_order() -> None:
    rows = (*wards(30), factories.child("x", "Silent", level="ward", counted=0))
    chart = drawn("scatter", factories.contest_view(), rows=rows)
    places: list[str] = []
    for path in ElementTree.fromstring(chart.svg.text).findall("path"):
        for place in re.findall(r"M([\d.]+ [\d.]+)h0", path.get("d") or ""):
            if path.get("stroke") != "var(--f)":
                places.append(place)
    assert len(places) == len(chart.dots) == 30
    said = re.fullmatch(r"(Ward \d+): Otundo ([\d.]+)%, Imara ([\d.]+)%, [\d,]+ valid votes", chart.dots[7])
    assert said is not None
    x, y = map(float, places[7].split())
    side = 480 - 40 - 14
    assert x == pytest.approx(40 + side * float(said[2]) / 100, abs=0.1)
    assert y == pytest.approx(28 + side * (1 - float(said[3]) / 100), abs=0.1)
    assert len(chart.rows) == 31
    assert chart.rows[-1][1:3] == ("–", "–")
    assert "1 area has not reported" in chart.note


def test_1450_dots_stay_a_small_picture() -> None:
    view = factories.contest_view(three_strong())
    rows = wards(1450, third=0.6)
    for code in ("scatter", "triangle"):
        chart = drawn(code, view, rows=rows)
        assert len(chart.dots) == 1450
        whole = len(brotli.compress(chart.svg.text.encode(), quality=5))
        assert whole + len(brotli.compress("|".join(chart.dots).encode(), quality=5)) < 40_000


def test_the_triangle_needs_a_third_and_says_what_its_shares_are_of() -> None:
    assert CHARTS["triangle"].draw(factories.contest_view(), wards(9), WIDE) is None
    chart = drawn("triangle", factories.contest_view(three_strong()), rows=wards(9, third=0.6))
    assert "of these three" in chart.note
    for row in chart.rows:
        assert sum(float(cell.rstrip("%")) for cell in row[1:4]) == pytest.approx(100, abs=0.2)
    split = replace(factories.country(), candidates=factories.candidates([500, 420, 25, 24]))
    others = drawn("triangle", factories.contest_view(split), rows=wards(9, third=0.6))
    assert others.head[3] == "All others"


def test_a_tie_is_a_ring_and_no_party_s_colour() -> None:
    chart = drawn("scatter", factories.contest_view(tied()))
    paths = ElementTree.fromstring(chart.svg.text).findall("path")
    assert {path.get("class") for path in paths} == {None}
    assert "level in 5" in chart.sentence


def test_dots_are_read_from_the_finest_level_that_is_published() -> None:
    view = factories.contest_view()
    assert CHARTS["scatter"].level(view) == "ward"
    line = replace(view.index.contests[0], levels_published=("country", "county"))
    coarse = factories.contest_view(index=replace(view.index, contests=(line,)))
    assert CHARTS["scatter"].level(coarse) == "constituency"
    assert CHARTS["scatter"].level(factories.contest_view(factories.ward())) is None


def test_candidates_without_colours_and_letters_get_both() -> None:
    nobody: list[Party | None] = [None, None, None, None]
    document = replace(
        factories.country(), candidates=factories.candidates([9000, 8000, 30, 2], parties=nobody)
    )
    view = factories.contest_view(document)
    chart = drawn("scatter", view, rows=wards(40))
    classes = {p.get("class") for p in ElementTree.fromstring(chart.svg.text).findall("path")}
    assert classes == {"p-i-imara", "p-i-otundo"}
    assert {key.words[:2] for key in chart.legend[:2]} == {"I:", "O:"}


def test_no_chart_speaks_of_what_will_be() -> None:
    for make in DOCUMENTS.values():
        view = factories.contest_view(make())
        for code in OWN:
            chart = CHARTS[code].draw(view, (), WIDE)
            if chart is not None:
                words = " ".join((chart.sentence, chart.note, *texts(chart))).casefold()
                assert not re.search(r"\b(will|expect\w*|forecast|project\w*|win|wins|likely)\b", words), code
